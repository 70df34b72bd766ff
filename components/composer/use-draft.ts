'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { useForm } from 'react-hook-form'
import { createDraft, type Draft, draftFromRequest } from '#components/composer/draft.ts'
import { findStoredDraft, storeDraft } from '#components/composer/draft-storage.ts'
import { changedFields } from '#components/composer/issue-visibility.ts'
import type { GenerationRequest, VendorId } from '#lib/generation/request.ts'

const saveDelayMs = 250

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

export function useDraft(owner: string, firstVendor: VendorId, initialRequest: GenerationRequest | null): DraftForm {
  const [isReady, setIsReady] = useState(false)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const form = useForm<Draft>({ defaultValues: initialRequest ? draftFromRequest(initialRequest) : createDraft(firstVendor) })
  const draft = form.watch()

  const hasRead = useRef(false)
  useEffect(() => {
    if (initialRequest !== null) {
      form.reset(draftFromRequest(initialRequest))
      // From here on it is an ordinary draft: a reload must bring back what was made of it, not the request again.
      window.history.replaceState(null, '', window.location.pathname)
    } else if (!hasRead.current) {
      const stored = findStoredDraft(owner)
      if (stored) form.reset(stored)
    }
    hasRead.current = true
    setIsReady(true)
  }, [owner, initialRequest, form])

  useEffect(() => {
    if (!isReady) return
    const timer = window.setTimeout(() => storeDraft(owner, form.getValues()), saveDelayMs)
    return () => window.clearTimeout(timer)
  })
  useEffect(() => {
    const saveNow = () => {
      if (isReady) storeDraft(owner, form.getValues())
    }
    window.addEventListener('pagehide', saveNow)
    return () => {
      window.removeEventListener('pagehide', saveNow)
      saveNow()
    }
  }, [owner, form, isReady])

  const touch = useCallback((field: string) => setTouched((before) => (before.has(field) ? before : new Set(before).add(field))), [])
  const change = useCallback(
    (patch: Partial<Draft> | ((draft: Draft) => Draft)) => {
      const before = form.getValues()
      const after = typeof patch === 'function' ? patch(before) : { ...before, ...patch }
      form.reset(after)
      setTouched((known) => new Set([...known, ...changedFields(before, after)]))
    },
    [form],
  )
  return { draft, isReady, touched, touch, change, read: form.getValues }
}
