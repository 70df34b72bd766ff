'use client'

import { useRef, useState } from 'react'
import type { SubmitGeneration, SubmitResult } from '#components/composer/composer-actions.ts'
import { createKey } from '#components/composer/create-key.ts'
import type { AssumableField } from '#lib/generation/assumable-field.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'

export interface Submit {
  isBusy: boolean
  /** Null when no answer came: the same press may be repeated without a second take. */
  send: (request: GenerationRequest, assumed: readonly AssumableField[]) => Promise<SubmitResult | null>
}

export function useSubmit(submitGeneration: SubmitGeneration): Submit {
  const [isBusy, setIsBusy] = useState(false)
  /** The request whose answer was lost, and the key it went under. */
  const unanswered = useRef<{ json: string; key: string } | null>(null)
  const isSending = useRef(false)
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
      return result
    } catch {
      return null
    } finally {
      isSending.current = false
      setIsBusy(false)
    }
  }
  return { isBusy, send }
}
