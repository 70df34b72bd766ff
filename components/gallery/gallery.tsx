'use client'

import { Film, SearchX } from 'lucide-react'
import { debounce, useQueryStates } from 'nuqs'
import { useCallback, useMemo } from 'react'
import { GalleryFilters } from '#components/gallery/gallery-filters.tsx'
import { GalleryGrid } from '#components/gallery/gallery-grid.tsx'
import { type GallerySearch, gallerySearchParsers, isFiltered } from '#components/gallery/gallery-search.ts'
import { useSettledValue } from '#components/gallery/use-settled-value.ts'
import { useTakePages } from '#components/gallery/use-take-pages.ts'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { TakeAnnouncer } from '#components/task/take-announcer.tsx'
import { useTakes } from '#components/task/use-takes.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { cn } from '#components/ui/cn.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { TakePage } from '#lib/generation/task-view.ts'

const typingMs = 250

export interface GalleryProps {
  /** The search the server has read from the address, and its first page. */
  firstSearch: GallerySearch
  firstPage: TakePage
}

export function Gallery({ firstSearch, firstPage }: GalleryProps) {
  const [search, setSearch] = useQueryStates(gallerySearchParsers, { history: 'replace', clearOnDefault: true })
  const q = useSettledValue(search.q.trim(), typingMs)
  const pages = useTakePages({ ...search, q }, { ...firstSearch, q: firstSearch.q.trim() }, firstPage)
  const read = useMemo(() => pages.data?.pages.flatMap((page) => page.items) ?? [], [pages.data])
  const { takes } = useTakes(read)

  const { hasNextPage, isFetching, isError, fetchNextPage } = pages
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [hasNextPage, isFetching, isError, fetchNextPage])
  const clear = () => void setSearch(null)

  return (
    <Page>
      <PageHeader
        title="Gallery"
        actions={
          <GalleryFilters
            search={search}
            onChange={(change) => void setSearch(change, 'q' in change ? { limitUrlUpdates: debounce(typingMs) } : {})}
            onClear={clear}
          />
        }
      />
      {takes.length > 0 && (
        <div className={cn('transition-opacity duration-150', pages.isPlaceholderData && 'opacity-50')}>
          <GalleryGrid placeKey={`${q}/${search.vendor}/${search.state}`} takes={takes} onNearEnd={readOn} />
        </div>
      )}
      {takes.length === 0 && !pages.isPending && !pages.isError && !pages.isPlaceholderData && (
        <NoTakes isFiltered={isFiltered(search)} onClear={clear} />
      )}
      {isError && (
        <Callout tone="danger" role="alert" title="The takes could not be read.">
          <Button size="sm" className="mt-1 self-start" onClick={() => void (takes.length > 0 ? fetchNextPage() : pages.refetch())}>
            Try again
          </Button>
        </Callout>
      )}
      <div className="grid h-8 place-items-center text-muted-foreground">
        {(pages.isFetchingNextPage || pages.isPending) && <Spinner />}
      </div>
      <p role="status" className="sr-only">
        {pages.isFetching ? '' : `${takes.length}${hasNextPage ? ' or more' : ''} ${takes.length === 1 ? 'take' : 'takes'}`}
      </p>
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
