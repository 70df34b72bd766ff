'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Film, SearchX, SquareCheck } from 'lucide-react'
import { useCallback, useRef, useState } from 'react'
import { useKeptGalleryAddress } from '#components/gallery/gallery-address.ts'
import { GalleryFilters } from '#components/gallery/gallery-filters.tsx'
import { GalleryGrid } from '#components/gallery/gallery-grid.tsx'
import { type GallerySearch, gallerySearchParsers, isFiltered } from '#components/gallery/gallery-search.ts'
import { SelectionBar } from '#components/gallery/selection-bar.tsx'
import { useSelection, useSelectionKeys } from '#components/gallery/use-selection.ts'
import { dropTakesFromPages, useTakePages } from '#components/gallery/use-take-pages.ts'
import { tellOtherTabs } from '#components/shell/other-tabs.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { PagedList } from '#components/shell/paged-list.tsx'
import { useAddressSearch } from '#components/shell/use-address-search.ts'
import { TakeAnnouncer } from '#components/task/take-announcer.tsx'
import type { DeleteTasks, TaskActions } from '#components/task/task-actions.ts'
import { useTakes } from '#components/task/use-takes.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
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
  deleteTasks: DeleteTasks
}

export function Gallery({ firstSearch, firstPage, actions, deleteTasks }: GalleryProps) {
  const { search, change } = useAddressSearch(gallerySearchParsers)
  const q = useSettledValue(search.q.trim())
  const { pages, items, readOn, readNewest } = useTakePages({ ...search, q }, { ...firstSearch, q: firstSearch.q.trim() }, firstPage)
  const { takes, removeTakes } = useTakes(items)
  const queryClient = useQueryClient()
  const handleGone = useCallback(
    (ids: readonly string[]) => {
      removeTakes(ids)
      dropTakesFromPages(queryClient, ids)
    },
    [removeTakes, queryClient],
  )
  const handleRemove = useCallback((id: string) => handleGone([id]), [handleGone])
  const placeKey = `${q}/${search.vendor}/${search.state}`
  const selection = useSelection(
    placeKey,
    takes.map((take) => take.id),
  )
  const selected = takes.filter((take) => selection.ids.has(take.id))
  const [isAsking, setIsAsking] = useState(false)
  const selectButton = useRef<HTMLButtonElement>(null)
  const leaveSelection = () => {
    selection.end()
    // The bar goes, and what it has of the focus with it.
    if (!document.activeElement?.closest('article')) selectButton.current?.focus()
  }
  useSelectionKeys(selection.isOn, { onEscape: leaveSelection, onDelete: () => setIsAsking(selected.length > 0) })
  useKeptGalleryAddress(search)
  const clear = () => {
    change({ q: null, vendor: null, state: null })
    // The button that was pressed goes.
    findPageTitle()?.focus()
  }

  return (
    <Page>
      <PageHeader
        title="Gallery"
        actions={
          <GalleryFilters search={search} onChange={change} onClear={clear}>
            <Button
              ref={selectButton}
              aria-pressed={selection.isOn}
              className={cn('max-sm:px-2', takes.length === 0 && 'hidden')}
              onClick={selection.isOn ? selection.end : selection.begin}
            >
              <SquareCheck aria-hidden />
              <span className="max-sm:sr-only">Select</span>
            </Button>
          </GalleryFilters>
        }
      />
      {selection.isOn && (
        <SelectionBar
          selected={selected}
          loadedCount={takes.length}
          hasMore={pages.hasNextPage}
          deleteTasks={deleteTasks}
          isAsking={isAsking}
          onAsk={setIsAsking}
          onSelectAll={selection.selectAll}
          onSelectNone={selection.selectNone}
          onGone={(ids) => {
            handleGone(ids)
            tellOtherTabs('takes', null)
          }}
          onEnd={selection.end}
          onDone={leaveSelection}
        />
      )}
      <PagedList pages={pages} count={takes.length} noun={noun} empty={<NoTakes isFiltered={isFiltered(search)} onClear={clear} />}>
        <GalleryGrid
          placeKey={placeKey}
          takes={takes}
          selectedIds={selection.ids}
          isSelecting={selection.isOn}
          onSelect={selection.toggle}
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
