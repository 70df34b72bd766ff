'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Film, SearchX } from 'lucide-react'
import { useCallback } from 'react'
import { useKeptGalleryAddress } from '#components/gallery/gallery-address.ts'
import { GalleryFilters } from '#components/gallery/gallery-filters.tsx'
import { GalleryGrid } from '#components/gallery/gallery-grid.tsx'
import { type GallerySearch, gallerySearchParsers, isFiltered } from '#components/gallery/gallery-search.ts'
import { dropTakeFromPages, useTakePages } from '#components/gallery/use-take-pages.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { PagedList } from '#components/shell/paged-list.tsx'
import { useAddressSearch } from '#components/shell/use-address-search.ts'
import { TakeAnnouncer } from '#components/task/take-announcer.tsx'
import type { TaskActions } from '#components/task/task-actions.ts'
import { useTakes } from '#components/task/use-takes.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { findPageTitle } from '#components/ui/heading-focus.ts'
import { useSettledValue } from '#components/ui/use-settled-value.ts'
import type { TakePage } from '#lib/generation/task-view.ts'

const noun = { one: 'take', many: 'takes' }

export interface GalleryProps {
  /** The search the server has read from the address, and its first page. */
  firstSearch: GallerySearch
  firstPage: TakePage
  actions: TaskActions
}

export function Gallery({ firstSearch, firstPage, actions }: GalleryProps) {
  const { search, change } = useAddressSearch(gallerySearchParsers)
  const q = useSettledValue(search.q.trim())
  const { pages, items, readOn, readNewest } = useTakePages({ ...search, q }, { ...firstSearch, q: firstSearch.q.trim() }, firstPage)
  const { takes, removeTake } = useTakes(items)
  const queryClient = useQueryClient()
  const handleRemove = useCallback(
    (id: string) => {
      removeTake(id)
      dropTakeFromPages(queryClient, id)
    },
    [removeTake, queryClient],
  )
  useKeptGalleryAddress(search)
  const clear = () => {
    change({ q: null, vendor: null, state: null })
    // The button that was pressed goes.
    findPageTitle()?.focus()
  }

  return (
    <Page>
      <PageHeader title="Gallery" actions={<GalleryFilters search={search} onChange={change} onClear={clear} />} />
      <PagedList pages={pages} count={takes.length} noun={noun} empty={<NoTakes isFiltered={isFiltered(search)} onClear={clear} />}>
        <GalleryGrid
          placeKey={`${q}/${search.vendor}/${search.state}`}
          takes={takes}
          onNearEnd={readOn}
          actions={actions}
          onChange={readNewest}
          onRemove={handleRemove}
        />
      </PagedList>
      <TakeAnnouncer takes={takes} />
    </Page>
  )
}

function NoTakes({ isFiltered: isNarrowed, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState icon={<SearchX />} title="No take matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        Try other words of the prompt, or another vendor or state.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Film />}
      title="No takes yet"
      action={
        <ButtonLink variant="primary" href="/">
          Create the first take
        </ButtonLink>
      }
    >
      Every take you make is kept here, with its settings, its cost and its file.
    </EmptyState>
  )
}
