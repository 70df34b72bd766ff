'use client'

import { useState } from 'react'
import type { SettingsResult } from '#components/settings/settings-actions.ts'
import { askWhoseSession } from '#components/shell/page-account.ts'
import type { Issue } from '#lib/generation/issue.ts'

export interface SettingsCall {
  isBusy: boolean
  /** What went wrong as a whole, when no field is to blame. */
  error: string | null
  /** The first message for a field. */
  errorOf: (path: string) => string | undefined
  clear: () => void
  run: <Value extends object>(call: () => Promise<SettingsResult<Value>>) => Promise<Value | null>
}

/** Calls an action and keeps what it says about each field. `paths` are the fields this form can show a message at. */
export function useSettingsAction(paths: readonly string[] = []): SettingsCall {
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [issues, setIssues] = useState<readonly Issue[]>([])
  const clear = () => {
    setError(null)
    setIssues([])
  }
  return {
    isBusy,
    error,
    errorOf: (path) => issues.find((issue) => issue.path === path)?.message,
    clear,
    run: async (call) => {
      setIsBusy(true)
      clear()
      try {
        const result = await call()
        if (result.ok) return result
        void askWhoseSession()
        const atFields = (result.issues ?? []).filter((issue) => paths.includes(issue.path))
        setIssues(atFields)
        if (atFields.length === 0) setError(result.message)
        return null
      } catch {
        setError('The server did not answer. Try again.')
        return null
      } finally {
        setIsBusy(false)
      }
    },
  }
}
