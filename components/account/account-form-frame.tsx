'use client'

import type { ReactNode, SyntheticEvent } from 'react'
import type { AccountForm } from '#components/account/use-account-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'

export interface AccountFormFrameProps {
  form: Pick<AccountForm<string>, 'ref' | 'error' | 'isBusy' | 'isReady'>
  /** True when it was accepted. */
  submit: () => Promise<boolean>
  /** A path of this site, opened afterwards. */
  next: string
  submitLabel: string
  children: ReactNode
}

/** What stands around the fields of every form by which somebody gets in. */
export function AccountFormFrame({ form, submit, next, submitLabel, children }: AccountFormFrameProps) {
  const handleSubmit = async (event: SyntheticEvent) => {
    event.preventDefault()
    // A full load, so that nothing of an earlier account stays in memory.
    if (await submit()) window.location.assign(next)
  }
  return (
    <form ref={form.ref} onSubmit={handleSubmit} noValidate className="flex flex-col gap-4">
      {form.error && (
        <Callout tone="danger" role="alert">
          {form.error}
        </Callout>
      )}
      {children}
      <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy} disabled={!form.isReady} className="mt-1">
        {submitLabel}
      </Button>
    </form>
  )
}
