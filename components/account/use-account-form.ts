'use client'

import { useState } from 'react'
import type { AccountResult } from '#components/account/account-actions.ts'
import type { Issue } from '#lib/generation/issue.ts'

export interface AccountForm<Field extends string> {
  values: Record<Field, string>
  set: (field: Field, value: string) => void
  /** Shows a field's mistake from now on. */
  leave: (field: Field) => void
  errorOf: (field: Field) => string | undefined
  error: string | null
  isBusy: boolean
  submit: (call: (values: Record<Field, string>) => Promise<AccountResult>) => Promise<boolean>
}

/** A field says what is wrong once it has been left or sent, then while it is typed. `check` answers the first mistake of a field. */
export function useAccountForm<Field extends string>(
  initial: Record<Field, string>,
  check: (field: Field, value: string) => string | undefined,
): AccountForm<Field> {
  const fields = Object.keys(initial) as Field[]
  const [values, setValues] = useState(initial)
  const [left, setLeft] = useState<ReadonlySet<Field>>(new Set())
  const [issues, setIssues] = useState<readonly Issue[]>([])
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  return {
    values,
    error,
    isBusy,
    set: (field, value) => {
      setValues((before) => ({ ...before, [field]: value }))
      setIssues((before) => before.filter((issue) => issue.path !== field))
      setError(null)
    },
    leave: (field) => {
      if (values[field] !== '') setLeft((before) => new Set(before).add(field))
    },
    errorOf: (field) =>
      (left.has(field) ? check(field, values[field]) : undefined) ?? issues.find((issue) => issue.path === field)?.message,
    submit: async (call) => {
      setLeft(new Set(fields))
      if (fields.some((field) => check(field, values[field]) !== undefined)) return false
      setIsBusy(true)
      setError(null)
      try {
        const result = await call(values)
        if (result.ok) return true
        const atFields = (result.issues ?? []).filter((issue) => fields.some((field) => field === issue.path))
        setIssues(atFields)
        if (atFields.length === 0) setError(result.message)
      } catch {
        setError('The server did not answer. Try again.')
      }
      setIsBusy(false)
      return false
    },
  }
}
