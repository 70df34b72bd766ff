'use client'

import { Images, SearchX } from 'lucide-react'
import { useCallback } from 'react'
import type { LibraryActions } from '#components/library/library-actions.ts'
import { LibraryFilters } from '#components/library/library-filters.tsx'
import { isFiltered, type LibrarySearch, librarySearchParsers } from '#components/library/library-search.ts'
import { ReferenceDialog } from '#components/library/reference-dialog.tsx'
import { ReferenceTile } from '#components/library/reference-tile.tsx'
import { useReferencePages } from '#components/library/use-reference-pages.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { PagedList } from '#components/shell/paged-list.tsx'
import { TileGrid } from '#components/shell/tile-grid.tsx'
import { useAddressSearch } from '#components/shell/use-address-search.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { findPageTitle } from '#components/ui/heading-focus.ts'
import { useSettledValue } from '#components/ui/use-settled-value.ts'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { ReferenceItem, ReferencePage } from '#lib/generation/reference-view.ts'

const noun = { one: 'reference', many: 'references' }

export interface LibraryProps {
  /** The search the server has read from the address, and its first page. */
  firstSearch: LibrarySearch
  firstPage: ReferencePage
  /** What one's files take, and how much they may; null: as much as the disk takes. */
  room: { usedBytes: number; quotaBytes: number | null }
  actions: LibraryActions
}

/** Everything that was brought or named so far, to be found again. */
export function Library({ firstSearch, firstPage, room, actions }: LibraryProps) {
  const {
    search: { open, ...search },
    change,
  } = useAddressSearch(librarySearchParsers)
  const q = useSettledValue(search.q.trim())
  const first = { kind: firstSearch.kind, q: firstSearch.q.trim() }
  const { pages, items, readOn } = useReferencePages({ kind: search.kind, q }, first, firstPage)
  const show = useCallback((id: string | null) => change({ open: id }), [change])
  const renderTile = useCallback((item: ReferenceItem) => <ReferenceTile item={item} onOpen={show} />, [show])
  const clear = () => {
    change({ q: null, kind: null })
    findPageTitle()?.focus()
  }

  return (
    <Page>
      <PageHeader title="References" description={roomInWords(room)} actions={<LibraryFilters search={search} onChange={change} />} />
      <PagedList pages={pages} count={items.length} noun={noun} empty={<NothingHere isNarrowed={isFiltered(search)} onClear={clear} />}>
        <TileGrid
          label="References"
          placeKey={`references/${q}/${search.kind}`}
          items={items}
          renderTile={renderTile}
          smallestTilePx={176}
          pictureAspect={4 / 3}
          captionPx={50}
          onNearEnd={readOn}
        />
      </PagedList>
      {open !== null && <ReferenceDialog key={open} id={open} onShow={show} actions={actions} />}
    </Page>
  )
}

function roomInWords({ usedBytes, quotaBytes }: LibraryProps['room']): string {
  if (usedBytes === 0 && quotaBytes === null) return '\u00a0'
  return quotaBytes === null ? `${bytesInWords(usedBytes)} of files` : `${bytesInWords(usedBytes)} of your ${bytesInWords(quotaBytes)}`
}

function NothingHere({ isNarrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  if (isNarrowed) {
    return (
      <EmptyState icon={<SearchX />} title="No reference matches" action={<Button onClick={onClear}>Clear filters</Button>}>
        Try another part of the name, or words from the prompt of a take that used it.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<Images />}
      title="No references yet"
      action={
        <ButtonLink variant="primary" href="/">
          Create a take
        </ButtonLink>
      }
    >
      Images, videos and sounds that you add to a take are kept here for the next one.
    </EmptyState>
  )
}
