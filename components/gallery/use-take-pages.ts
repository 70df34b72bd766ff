'use client'

import { type InfiniteData, type QueryClient, useInfiniteQuery } from '@tanstack/react-query'
import type { GallerySearch } from '#components/gallery/gallery-search.ts'
import { type TakePage, takePageSchema } from '#lib/generation/task-view.ts'

export const takePageSize = 48
/** A page given by the server, or read a moment ago, is not read again at once. */
const freshMs = 10_000

async function fetchTakePage(search: GallerySearch, cursor: string | null, signal: AbortSignal): Promise<TakePage> {
  const query = new URLSearchParams({ limit: String(takePageSize) })
  if (cursor !== null) query.set('cursor', cursor)
  if (search.q !== '') query.set('q', search.q)
  if (search.vendor !== null) query.set('vendor', search.vendor)
  if (search.state !== null) query.set('state', search.state)
  const answer = await fetch(`/api/takes/page?${query}`, { signal })
  if (!answer.ok) throw new Error(`The gallery could not be read: ${answer.status}`)
  return takePageSchema.parse(await answer.json())
}

/** The pages of a search so far. `firstPage` belongs to `firstSearch`, for which the server has rendered it. */
export function useTakePages(search: GallerySearch, firstSearch: GallerySearch, firstPage: TakePage) {
  const isFirst = search.q === firstSearch.q && search.vendor === firstSearch.vendor && search.state === firstSearch.state
  return useInfiniteQuery({
    queryKey: ['take-pages', search],
    queryFn: ({ pageParam, signal }) => fetchTakePage(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: freshMs,
    placeholderData: (previous) => previous,
    ...(isFirst && { initialData: { pages: [firstPage], pageParams: [null] } }),
  })
}

/** A deleted take leaves every search that was read before. */
export function dropTakeFromPages(queryClient: QueryClient, id: string): void {
  queryClient.setQueriesData<InfiniteData<TakePage, string | null>>({ queryKey: ['take-pages'] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((take) => take.id !== id) })) } : data,
  )
}
