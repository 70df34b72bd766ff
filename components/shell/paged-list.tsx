'use client'

import { type ReactNode, useEffect } from 'react'
import type { usePages } from '#components/shell/use-pages.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { cn } from '#components/ui/cn.ts'
import { Spinner } from '#components/ui/spinner.tsx'

export interface PagedListProps {
  pages: ReturnType<typeof usePages>['pages']
  /** How many are read so far. */
  count: number
  noun: { one: string; many: string }
  /** What stands there when there is nothing to list. */
  empty: ReactNode
  /** The list itself. */
  children: ReactNode
}

/** What stands around a list that is read on as one scrolls: nothing found, could not be read, more on its way. */
export function PagedList({ pages, count, noun, empty, children }: PagedListProps) {
  const { isPending, isPlaceholderData, isError, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage } = pages
  // All that was read may have been deleted, and more may lie behind it.
  const mustReadOn = count === 0 && hasNextPage && !isFetching && !isError
  useEffect(() => {
    if (mustReadOn) void fetchNextPage()
  }, [mustReadOn, fetchNextPage])
  return (
    <>
      {count > 0 && <div className={cn('transition-opacity duration-150', isPlaceholderData && 'opacity-50')}>{children}</div>}
      {count === 0 && !hasNextPage && !isPending && !isError && !isPlaceholderData && empty}
      {isError && (
        <Callout tone="danger" role="alert" title={`The ${noun.many} could not be read.`}>
          <Button size="sm" className="mt-1 self-start" onClick={() => void (count > 0 ? fetchNextPage() : pages.refetch())}>
            Try again
          </Button>
        </Callout>
      )}
      <div className="grid h-8 place-items-center text-muted-foreground">{(isFetchingNextPage || isPending) && <Spinner />}</div>
      <p role="status" className="sr-only">
        {isFetching ? '' : `${count}${hasNextPage ? ' or more' : ''} ${count === 1 ? noun.one : noun.many}`}
      </p>
    </>
  )
}
