'use client'

import type { QueryClient } from '@tanstack/react-query'
import type { GallerySearch } from '#components/gallery/gallery-search.ts'
import { dropFromPages, type PagedQuery, usePages } from '#components/shell/use-pages.ts'
import { type TakePage, type TakeView, takePageSchema } from '#lib/generation/task-view.ts'

const pageSize = 48
const name = 'take-pages'

/** `firstPage` belongs to `firstSearch`, for which the server has rendered it. */
export function useTakePages(search: GallerySearch, firstSearch: GallerySearch, firstPage: TakePage) {
  const query: PagedQuery<TakeView> = { name, address: '/api/takes/page', search, pageSize, schema: takePageSchema, topic: 'takes' }
  return usePages(query, { search: firstSearch, page: firstPage })
}

export function dropTakesFromPages(queryClient: QueryClient, ids: readonly string[]): void {
  dropFromPages(queryClient, name, ids)
}
