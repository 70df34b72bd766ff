'use client'

import { useMemo, useState } from 'react'
import { joinNewest } from '#components/shell/join-newest.ts'
import { type PagedQuery, type PageOf, useNewestOnFocus } from '#components/shell/use-pages.ts'
import { type TakeView, takePageSchema } from '#lib/generation/task-view.ts'

const query: PagedQuery<TakeView> = { name: 'latest-takes', address: '/api/takes/page', search: {}, pageSize: 12, schema: takePageSchema }

/** The takes that the server has rendered, and those that another tab has made since. */
export function useLatestTakes(rendered: readonly TakeView[]): readonly TakeView[] {
  const [read, setRead] = useState<{ page: PageOf<TakeView>; since: readonly TakeView[] } | null>(null)
  useNewestOnFocus(query, (page) => setRead({ page, since: rendered }))
  return useMemo(() => {
    // The server has rendered again, and knows better.
    if (read?.since !== rendered) return rendered
    const before = { pages: [{ items: [...rendered], nextCursor: null }], pageParams: [null] }
    return joinNewest(before, read.page).pages.flatMap((page) => page.items)
  }, [read, rendered])
}
