'use client'

import { replaceEqualDeep } from '@tanstack/react-query'
import { useState } from 'react'
import { joinNewest } from '#components/shell/join-newest.ts'
import { type PagedQuery, type PageOf, useNewest } from '#components/shell/use-pages.ts'
import { type TakeView, takePageSchema } from '#lib/generation/task-view.ts'

const query: PagedQuery<TakeView> = {
  name: 'latest-takes',
  address: '/api/takes/page',
  search: {},
  pageSize: 12,
  schema: takePageSchema,
  topic: 'takes',
}

interface Read {
  takes: readonly TakeView[]
  since: readonly TakeView[]
}

/** The takes that the server has rendered, and those made since: in another tab, on the phone, by a script. */
export function useLatestTakes(rendered: readonly TakeView[]): readonly TakeView[] {
  const [read, setRead] = useState<Read | null>(null)
  useNewest(query, (page) => setRead((before) => readAgain(before, rendered, page)))
  // The server that has rendered again knows better.
  return read?.since === rendered ? read.takes : rendered
}

/** The same object where nothing is new, so that nothing is drawn. */
function readAgain(before: Read | null, rendered: readonly TakeView[], page: PageOf<TakeView>): Read {
  const known = before?.since === rendered ? before : { takes: rendered, since: rendered }
  const joined = joinNewest({ pages: [{ items: [...rendered], nextCursor: null }], pageParams: [null] }, page)
  const takes = replaceEqualDeep(
    known.takes,
    joined.pages.flatMap((one) => one.items),
  )
  return takes === known.takes ? known : { takes, since: rendered }
}
