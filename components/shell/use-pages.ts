'use client'

import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { z } from 'zod'
import { joinNewest } from '#components/shell/join-newest.ts'
import type { TabNews } from '#components/shell/other-tabs.ts'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { useChangesElsewhere } from '#components/shell/use-changes-elsewhere.ts'

export interface PageOf<Item> {
  items: Item[]
  nextCursor: string | null
}

/** What narrows a list; null and the empty text narrow nothing. */
export type PageSearch = Readonly<Record<string, string | null>>

export interface PagedQuery<Item> {
  /** What all searches of this list are kept under. */
  name: string
  /** A route of ours that answers page by page. */
  address: string
  search: PageSearch
  pageSize: number
  schema: z.ZodType<PageOf<Item>>
  /** Under what other tabs tell of changes. Such a list is also read again every now and then. */
  topic?: keyof TabNews
}

async function readPage<Item>(
  { address, search, pageSize, schema }: PagedQuery<Item>,
  cursor: string | null,
  signal: AbortSignal,
): Promise<PageOf<Item>> {
  const query = new URLSearchParams({ limit: String(pageSize) })
  for (const [field, value] of Object.entries({ ...search, cursor })) if (value !== null && value !== '') query.set(field, value)
  const answer = await ownFetch(`${address}?${query}`, { signal })
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
  return schema.parse(await answer.json())
}

/** While another search is read, the one before stays on the screen. */
export function pagedQuery<Item>(query: PagedQuery<Item>) {
  return infiniteQueryOptions({
    queryKey: [query.name, query.search],
    queryFn: ({ pageParam, signal }) => readPage(query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** A page given by the server, or read a moment ago, is not read again at once. */
const freshMs = 10_000

/** The pages of a search so far; the first one may be what the server has rendered for the search in the address. */
export function usePages<Item extends { id: string }>(query: PagedQuery<Item>, rendered: { search: PageSearch; page: PageOf<Item> }) {
  const isRendered = Object.entries(query.search).every(([field, value]) => rendered.search[field] === value)
  const pages = useInfiniteQuery({
    ...pagedQuery(query),
    staleTime: freshMs,
    ...(isRendered && { initialData: { pages: [rendered.page], pageParams: [null] } }),
  })
  const queryClient = useQueryClient()
  const readNewest = useNewest(
    query,
    (page) =>
      queryClient.setQueryData<InfiniteData<PageOf<Item>, string | null>>(
        pagedQuery(query).queryKey,
        (read) => read && joinNewest(read, page),
      ),
    isReadOn,
  )
  const items = useMemo(() => itemsOf(pages.data), [pages.data])
  const { hasNextPage, isFetching, isError, fetchNextPage } = pages
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage()
  }, [hasNextPage, isFetching, isError, fetchNextPage])
  return { pages, items, readOn, readNewest }
}

/** Entries that come in above would move what somebody looks at further down; they wait for the way back up. */
function isReadOn(): boolean {
  return (document.getElementById('main')?.scrollTop ?? 0) > 100
}

/**
 * Reads the first page again when something may have been made or deleted elsewhere.
 * @param isHeld whether a change that nobody asked for waits.
 * @returns the same for what was done here.
 */
export function useNewest<Item>(query: PagedQuery<Item>, onRead: (page: PageOf<Item>) => void, isHeld = () => false): () => void {
  const latest = useRef({ query, onRead, isHeld })
  useEffect(() => {
    latest.current = { query, onRead, isHeld }
  })
  const reading = useRef<AbortController | null>(null)
  const read = useCallback(() => {
    reading.current?.abort()
    reading.current = new AbortController()
    const asked = latest.current
    readPage(asked.query, null, reading.current.signal).then(
      asked.onRead,
      // What is on the screen stays; the next look may succeed.
      () => {},
    )
  }, [])
  const look = useCallback(
    (isQuiet: boolean) => {
      if (!isQuiet || !latest.current.isHeld()) read()
    },
    [read],
  )
  useChangesElsewhere(look, query.topic)
  useEffect(() => () => reading.current?.abort(), [])
  return read
}

export function itemsOf<Item>(data: InfiniteData<PageOf<Item>> | undefined): Item[] {
  return data?.pages.flatMap((page) => page.items) ?? []
}

/** What was deleted leaves every search that was read before. */
export function dropFromPages(queryClient: QueryClient, name: string, ids: readonly string[]): void {
  const gone = new Set(ids)
  queryClient.setQueriesData<InfiniteData<PageOf<{ id: string }>>>({ queryKey: [name] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((item) => !gone.has(item.id)) })) } : data,
  )
}
