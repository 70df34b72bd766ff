'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { z } from 'zod'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { useAccountStand } from '#components/shell/page-account.ts'
import { isWaiting, pollIntervalMs } from '#components/task/poll-interval.ts'
import { type TakeView, takeViewSchema } from '#lib/generation/task-view.ts'

const answerSchema = z.object({ items: z.array(takeViewSchema) })
/** The route answers this many at once. */
const batchSize = 50

interface Answer {
  asked: readonly string[]
  items: TakeView[]
}

async function fetchTakes(ids: readonly string[], signal: AbortSignal): Promise<Answer> {
  const batches = []
  for (let start = 0; start < ids.length; start += batchSize) batches.push(ids.slice(start, start + batchSize))
  const answers = await Promise.all(
    batches.map(async (batch) => {
      const answer = await ownFetch(`/api/takes?ids=${batch.map(encodeURIComponent).join(',')}`, { signal })
      if (!answer.ok) throw new Error(`The takes could not be read: ${answer.status}`)
      return answerSchema.parse(await answer.json()).items
    }),
  )
  return { asked: ids, items: answers.flat() }
}

export interface LiveTakes {
  /** Newest state of each; takes added here first, then the given ones in their order. */
  takes: TakeView[]
  /** Puts a take in front, or replaces the one with its id. */
  putTake: (take: TakeView) => void
  removeTakes: (ids: readonly string[]) => void
  /** True while looking again fails: what is shown may be old. */
  isOffline: boolean
}

/** Keeps takes fresh with one batched request while any of them is unsettled or being prepared; rests while the tab is hidden. */
export function useTakes(given: readonly TakeView[]): LiveTakes {
  const queryClient = useQueryClient()
  const [fresh, setFresh] = useState<ReadonlyMap<string, TakeView>>(new Map())
  const [addedIds, setAddedIds] = useState<readonly string[]>([])
  const [removedIds, setRemovedIds] = useState<ReadonlySet<string>>(new Set())
  const quietRounds = useRef(0)

  const takes = useMemo(() => {
    const givenIds = new Set(given.map((take) => take.id))
    const added = addedIds.filter((id) => !givenIds.has(id)).map((id) => fresh.get(id))
    return [...added, ...given.map((take) => newerOf(take, fresh.get(take.id)))].filter(
      (take): take is TakeView => take !== undefined && !removedIds.has(take.id),
    )
  }, [given, fresh, addedIds, removedIds])

  const listedIds = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    listedIds.current = new Set([...listedIds.current, ...given.map((take) => take.id)])
    // What has been in the list once is gone with it, when it was deleted elsewhere.
    setAddedIds((before) => (before.some((id) => listedIds.current.has(id)) ? before.filter((id) => !listedIds.current.has(id)) : before))
  }, [given])

  const waitingIds = takes.filter(isWaiting).map((take) => take.id)
  const isOurs = useAccountStand() === 'same'
  const query = useQuery({
    queryKey: ['takes', waitingIds.toSorted().join(',')],
    queryFn: ({ signal }) => fetchTakes(waitingIds, signal),
    enabled: waitingIds.length > 0 && isOurs,
    gcTime: 0,
    retry: false,
    structuralSharing: true,
    refetchOnWindowFocus: 'always',
    refetchInterval: () => pollIntervalMs(takes, quietRounds.current),
  })

  const answer = query.data
  const updatedAt = query.dataUpdatedAt
  const lastAnswer = useRef(answer)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `updatedAt` marks a round that brought the same data again
  useEffect(() => {
    if (answer === undefined) return
    // Structural sharing keeps the identity of an answer that says nothing new.
    if (answer === lastAnswer.current) {
      quietRounds.current += 1
      return
    }
    lastAnswer.current = answer
    quietRounds.current = 0
    setFresh((before) => {
      const after = new Map(before)
      for (const take of answer.items) after.set(take.id, take)
      return after
    })
    // Asked for and not answered: it was deleted elsewhere, and would be asked for without end.
    const found = new Set(answer.items.map((take) => take.id))
    const gone = answer.asked.filter((id) => !found.has(id))
    if (gone.length > 0) setRemovedIds((before) => new Set([...before, ...gone]))
  }, [answer, updatedAt])

  const putTake = useCallback(
    (take: TakeView) => {
      quietRounds.current = 0
      // An answer on its way was asked for before this change and would undo it.
      void queryClient.cancelQueries({ queryKey: ['takes'] })
      setFresh((before) => new Map(before).set(take.id, take))
      setAddedIds((before) => (before.includes(take.id) || listedIds.current.has(take.id) ? before : [take.id, ...before]))
    },
    [queryClient],
  )
  const removeTakes = useCallback((ids: readonly string[]) => setRemovedIds((before) => new Set([...before, ...ids])), [])

  return { takes, putTake, removeTakes, isOffline: query.isError && isOurs }
}

/** A page rendered again may know of the end before the poll does. */
function newerOf(given: TakeView, fresh: TakeView | undefined): TakeView {
  if (!fresh) return given
  return isWaiting(fresh) && !isWaiting(given) ? given : fresh
}
