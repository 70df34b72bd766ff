'use client'

import { useEffect, useRef, useState } from 'react'
import type { SubmitGeneration, SubmitResult } from '#components/composer/composer-actions.ts'
import { createKey } from '#components/composer/create-key.ts'
import { askWhoseSession } from '#components/shell/page-account.ts'
import type { AssumableField } from '#lib/generation/assumable-field.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'

/** A second tap of the same hand, and a press on a button that has just stopped turning. */
const restMs = 2_000

export interface Submit {
  isBusy: boolean
  /** True for a moment after this very request was accepted: another press so soon is meant for the first take. */
  hasJustSent: (request: GenerationRequest | null) => boolean
  /** Null when no answer came: the same press may be repeated without a second take. */
  send: (request: GenerationRequest, assumed: readonly AssumableField[]) => Promise<SubmitResult | null>
}

export function useSubmit(submitGeneration: SubmitGeneration): Submit {
  const [isBusy, setIsBusy] = useState(false)
  /** The request whose answer was lost, and the key it went under. */
  const unanswered = useRef<{ json: string; key: string } | null>(null)
  const isSending = useRef(false)
  const [sent, setSent] = useState<string | null>(null)
  useEffect(() => {
    if (sent === null) return
    const timer = window.setTimeout(() => setSent(null), restMs)
    return () => window.clearTimeout(timer)
  }, [sent])
  const hasJustSent = (request: GenerationRequest | null) => sent !== null && sent === JSON.stringify(request)
  const send = async (request: GenerationRequest, assumed: readonly AssumableField[]): Promise<SubmitResult | null> => {
    if (isSending.current) return null
    isSending.current = true
    setIsBusy(true)
    const json = JSON.stringify(request)
    const idempotencyKey = unanswered.current?.json === json ? unanswered.current.key : createKey()
    unanswered.current = { json, key: idempotencyKey }
    try {
      const result = await submitGeneration({ request, idempotencyKey, assumed })
      unanswered.current = null
      if (result.ok) setSent(json)
      else void askWhoseSession()
      return result
    } catch {
      return null
    } finally {
      isSending.current = false
      setIsBusy(false)
    }
  }
  return { isBusy, hasJustSent, send }
}
