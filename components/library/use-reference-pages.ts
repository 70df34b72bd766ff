'use client'

import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { LibrarySearch } from '#components/library/library-search.ts'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { dropFromPages, type PagedQuery, usePages } from '#components/shell/use-pages.ts'
import {
  type ReferenceDetail,
  type ReferenceItem,
  type ReferencePage,
  referenceDetailSchema,
  referencePageSchema,
} from '#lib/generation/reference-view.ts'

const pageSize = 60
const name = 'reference-pages'

/** `firstPage` belongs to `firstSearch`, for which the server has rendered it. */
export function useReferencePages(search: LibrarySearch, firstSearch: LibrarySearch, firstPage: ReferencePage) {
  const query: PagedQuery<ReferenceItem> = { name, address: '/api/references', search, pageSize, schema: referencePageSchema }
  return usePages(query, { search: firstSearch, page: firstPage })
}

/** One with everything there is to know of it; null when it is not there any more. */
export function useReference(id: string) {
  return useQuery({
    queryKey: ['reference', id],
    queryFn: async ({ signal }): Promise<ReferenceDetail | null> => {
      const answer = await ownFetch(`/api/references/${encodeURIComponent(id)}`, { signal })
      if (answer.status === 404) return null
      if (!answer.ok) throw new Error(`The reference could not be read: ${answer.status}`)
      return referenceDetailSchema.parse(await answer.json())
    },
  })
}

/** Whatever named a deleted file is read anew. */
export function dropReference(queryClient: QueryClient, id: string): void {
  dropFromPages(queryClient, name, [id])
  queryClient.removeQueries({ queryKey: ['reference'] })
}
