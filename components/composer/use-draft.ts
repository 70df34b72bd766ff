'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { createDraft, type Draft, draftFromUsedAgain, type UsedAgain } from '#components/composer/draft.ts'
import { findStoredDraft, storeDraft } from '#components/composer/draft-storage.ts'
import { changedFields } from '#components/composer/issue-visibility.ts'
import type { VendorId } from '#lib/generation/request.ts'

const saveDelayMs = 250

/** Words or files of somebody; the rest is chosen again in seconds. */
function hasWork({ prompt, images, videos, audios }: Draft): boolean {
  return prompt.trim() !== '' || images.length + videos.length + audios.length > 0
}

function offerBack(undo: () => void): void {
  toast.info('This request took the place of what stood in the form.', {
    id: 'draft-replaced',
    action: { label: 'Undo', onClick: undo },
    duration: 12_000,
  })
}

export interface DraftForm {
  draft: Draft
  /** False until the browser's kept draft has been read: what is typed before would be lost. */
  isReady: boolean
  touched: ReadonlySet<string>
  touch: (field: string) => void
  /** Changes fields and marks them touched. */
  change: (patch: Partial<Draft> | ((draft: Draft) => Draft)) => void
  /** The draft as it is at this moment, for code that waited. */
  read: () => Draft
}

export function useDraft(owner: string, firstVendor: VendorId, again: UsedAgain | null): DraftForm {
  const [isReady, setIsReady] = useState(false)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [draft, setDraft] = useState(() => (again ? draftFromUsedAgain(again) : createDraft(firstVendor)))
  /** Ahead of the state until React has rendered it: two changes in one event must not lose the first. */
  const latest = useRef(draft)
  const put = useCallback((next: Draft) => {
    latest.current = next
    setDraft(next)
  }, [])
  const read = useCallback(() => latest.current, [])

  const hasRead = useRef(false)
  useEffect(() => {
    if (again !== null) {
      const before = hasRead.current ? latest.current : findStoredDraft(owner)
      put(draftFromUsedAgain(again))
      if (before && hasWork(before)) offerBack(() => put(before))
      // From here on it is an ordinary draft: a reload must bring back what was made of it, not the request again.
      window.history.replaceState(null, '', window.location.pathname)
    } else if (!hasRead.current) {
      const stored = findStoredDraft(owner)
      if (stored) put(stored)
    }
    hasRead.current = true
    setIsReady(true)
  }, [owner, again, put])

  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the draft starts the wait anew
  useEffect(() => {
    if (!isReady) return
    const timer = window.setTimeout(() => storeDraft(owner, latest.current), saveDelayMs)
    return () => window.clearTimeout(timer)
  }, [owner, isReady, draft])
  useEffect(() => {
    const saveNow = () => {
      if (isReady) storeDraft(owner, latest.current)
    }
    window.addEventListener('pagehide', saveNow)
    return () => {
      window.removeEventListener('pagehide', saveNow)
      saveNow()
    }
  }, [owner, isReady])

  const touchAll = useCallback(
    (fields: Iterable<string>) =>
      setTouched((known) => {
        const added = [...fields].filter((field) => !known.has(field))
        // The same set while nothing is new: most letters are typed into a field that was touched long ago.
        return added.length === 0 ? known : new Set([...known, ...added])
      }),
    [],
  )
  const touch = useCallback((field: string) => touchAll([field]), [touchAll])
  const change = useCallback(
    (patch: Partial<Draft> | ((draft: Draft) => Draft)) => {
      const before = latest.current
      const after = typeof patch === 'function' ? patch(before) : { ...before, ...patch }
      put(after)
      touchAll(changedFields(before, after))
    },
    [put, touchAll],
  )
  return { draft, isReady, touched, touch, change, read }
}
