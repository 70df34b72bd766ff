'use client'

import { Images, SearchX } from 'lucide-react'
import { debounce, useQueryStates } from 'nuqs'
import { useCallback, useMemo } from 'react'
import { useSettledValue } from '#components/gallery/use-settled-value.ts'
import type { LibraryActions } from '#components/library/library-actions.ts'
import { LibraryFilters } from '#components/library/library-filters.tsx'
import { isFiltered, type LibrarySearch, librarySearchParsers } from '#components/library/library-search.ts'
import { ReferenceDialog } from '#components/library/reference-dialog.tsx'
import { ReferenceTile } from '#components/library/reference-tile.tsx'
import { useReferencePages } from '#components/library/use-reference-pages.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { TileGrid } from '#components/shell/tile-grid.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { cn } from '#components/ui/cn.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { ReferenceItem, ReferencePage } from '#lib/generation/reference-view.ts'

const typingMs = 250

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
  const [{ open, ...search }, setSearch] = useQueryStates(librarySearchParsers, { history: 'replace', clearOnDefault: true })
  const q = useSettledValue(search.q.trim(), typingMs)
  const first = { kind: firstSearch.kind, q: firstSearch.q.trim() }
  const pages = useReferencePages({ kind: search.kind, q }, first, firstPage)
  const items = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])

  const { hasNextPage, isFetching, isError, fetchNextPage } = pages
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [hasNextPage, isFetching, isError, fetchNextPage])
  const show = useCallback((id: string | null) => void setSearch({ open: id }), [setSearch])
  const renderTile = useCallback((item: ReferenceItem) => <ReferenceTile item={item} onOpen={show} />, [show])
  const clear = () => void setSearch({ q: null, kind: null })

  return (
    <Page>
      <PageHeader
        title="References"
        description={roomInWords(room)}
        actions={
          <LibraryFilters
            search={search}
            onChange={(change) => void setSearch(change, 'q' in change ? { limitUrlUpdates: debounce(typingMs) } : {})}
          />
        }
      />
      {items.length > 0 && (
        <div className={cn('transition-opacity duration-150', pages.isPlaceholderData && 'opacity-50')}>
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
        </div>
      )}
      {items.length === 0 && !pages.isPending && !isError && !pages.isPlaceholderData && (
        <NothingHere isNarrowed={isFiltered(search)} onClear={clear} />
      )}
      {isError && (
        <Callout tone="danger" role="alert" title="The references could not be read.">
          <Button size="sm" className="mt-1 self-start" onClick={() => void (items.length > 0 ? fetchNextPage() : pages.refetch())}>
            Try again
          </Button>
        </Callout>
      )}
      <div className="grid h-8 place-items-center text-muted-foreground">
        {(pages.isFetchingNextPage || pages.isPending) && <Spinner />}
      </div>
      <p role="status" className="sr-only">
        {isFetching ? '' : `${items.length}${hasNextPage ? ' or more' : ''} ${items.length === 1 ? 'reference' : 'references'}`}
      </p>
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
