'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import type { AccountResult } from '#components/account/account-actions.ts'
import { useIsBrowser } from '#components/ui/use-is-browser.ts'
import type { Issue } from '#lib/generation/issue.ts'

export interface AccountForm<Field extends string> {
  ref: RefObject<HTMLFormElement | null>
  /** False until presses reach us: a form sent earlier would be lost in a reload. */
  isReady: boolean
  /** Names an input as the field's. */
  input: (field: Field) => { 'data-field': Field; value: string; onChange: (event: { target: { value: string } }) => void }
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
  const ref = useRef<HTMLFormElement>(null)
  const isReady = useIsBrowser()
  useEffect(() => {
    // A password manager, or a quick person, fills the fields before React listens.
    for (const input of ref.current?.querySelectorAll<HTMLInputElement>('[data-field]') ?? []) {
      const { value } = input
      if (value !== '') setValues((before) => ({ ...before, [input.dataset.field ?? '']: value }))
    }
  }, [])
  return {
    ref,
    isReady,
    error,
    isBusy,
    input: (field) => ({
      'data-field': field,
      value: values[field],
      onChange: (event) => {
        const { value } = event.target
        setValues((before) => ({ ...before, [field]: value }))
        setIssues((before) => before.filter((issue) => issue.path !== field))
        setError(null)
      },
    }),
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
