'use client'

import { type InfiniteData, type QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { LibrarySearch } from '#components/library/library-search.ts'
import { type ReferenceDetail, type ReferencePage, referenceDetailSchema, referencePageSchema } from '#lib/generation/reference-view.ts'

const pageSize = 60
/** A page given by the server, or read a moment ago, is not read again at once. */
const freshMs = 10_000

async function fetchPage({ q, kind }: LibrarySearch, cursor: string | null, signal: AbortSignal): Promise<ReferencePage> {
  const query = new URLSearchParams({ limit: String(pageSize) })
  if (cursor !== null) query.set('cursor', cursor)
  if (q !== '') query.set('q', q)
  if (kind !== null) query.set('kind', kind)
  const answer = await fetch(`/api/references?${query}`, { signal })
  if (!answer.ok) throw new Error(`The references could not be read: ${answer.status}`)
  return referencePageSchema.parse(await answer.json())
}

/** The pages of a search so far. `firstPage` belongs to `firstSearch`, for which the server has rendered it. */
export function useReferencePages(search: LibrarySearch, firstSearch: LibrarySearch, firstPage: ReferencePage) {
  const isFirst = search.q === firstSearch.q && search.kind === firstSearch.kind
  return useInfiniteQuery({
    queryKey: ['reference-pages', search],
    queryFn: ({ pageParam, signal }) => fetchPage(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: freshMs,
    placeholderData: (previous) => previous,
    ...(isFirst && { initialData: { pages: [firstPage], pageParams: [null] } }),
  })
}

/** One with everything there is to know of it; null when it is not there any more. */
export function useReference(id: string) {
  return useQuery({
    queryKey: ['reference', id],
    queryFn: async ({ signal }): Promise<ReferenceDetail | null> => {
      const answer = await fetch(`/api/references/${encodeURIComponent(id)}`, { signal })
      if (answer.status === 404) return null
      if (!answer.ok) throw new Error(`The reference could not be read: ${answer.status}`)
      return referenceDetailSchema.parse(await answer.json())
    },
  })
}

/** A deleted file leaves every search that was read before, and whatever named it is read anew. */
export function dropReference(queryClient: QueryClient, id: string): void {
  queryClient.setQueriesData<InfiniteData<ReferencePage, string | null>>({ queryKey: ['reference-pages'] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => item.id !== id) })) } : data,
  )
  queryClient.removeQueries({ queryKey: ['reference'] })
}
