'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { Draft } from '#components/composer/draft.ts'
import { factsFromUpload } from '#components/composer/reference-facts.ts'
import { partFor, pendingWords, startedWords, startFromTake, type TakeStart } from '#components/composer/start-from-take.ts'
import { requestTakeFile } from '#components/task/request-take-file.ts'

export type TakeStartState = { stage: 'pending'; words: string } | { stage: 'failed'; words: string; retry: () => void } | null

interface Form {
  isReady: boolean
  read: () => Draft
  change: (patch: (draft: Draft) => Draft) => void
  /** Called once the file stands in the form. */
  onStarted: () => void
}

/** Nothing of the draft changes before the file is there, and then all at once; one press brings back what stood there before. */
export function useTakeStart(start: TakeStart | null, { isReady, read, change, onStarted }: Form): TakeStartState {
  const [state, setState] = useState<TakeStartState>(null)
  const latest = useRef<TakeStart | null>(null)
  const begin = useCallback(
    async (asked: TakeStart) => {
      latest.current = asked
      setState({ stage: 'pending', words: pendingWords(asked) })
      const result = await requestTakeFile(asked.take.id, partFor(asked))
      // Another take was chosen meanwhile.
      if (latest.current !== asked) return
      if (!result.ok) {
        setState({ stage: 'failed', words: result.message, retry: () => void begin(asked) })
        return
      }
      setState(null)
      const before = read()
      change((draft) => startFromTake(draft, asked, factsFromUpload(result.upload)))
      const undo = { label: 'Undo', onClick: () => change(() => before) }
      toast.info(startedWords(asked), { action: undo, duration: 6_000 })
      onStarted()
    },
    [read, change, onStarted],
  )
  const begun = useRef<TakeStart | null>(null)
  useEffect(() => {
    if (start === null || !isReady || begun.current === start) return
    begun.current = start
    void begin(start)
  }, [start, isReady, begin])
  return state
}
