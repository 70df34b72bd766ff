'use client'

import type { SignIn } from '#components/account/account-actions.ts'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'

const missing = { email: 'Enter your e-mail address.', password: 'Enter your password.' }

export interface SignInFormProps {
  signIn: SignIn
  /** A path of this site. */
  next: string
}

export function SignInForm({ signIn, next }: SignInFormProps) {
  const form = useAccountForm({ email: '', password: '' }, (field, value) => (value.trim() === '' ? missing[field] : undefined))
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    // A full load, so that nothing of an earlier account stays in memory.
    if (await form.submit(signIn)) window.location.assign(next)
  }
  return (
    <form ref={form.ref} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {form.error && (
        <Callout tone="danger" role="alert">
          {form.error}
        </Callout>
      )}
      <Field label="Email" error={form.errorOf('email')}>
        <Input type="email" autoComplete="username" autoFocus className="h-10" {...form.input('email')} />
      </Field>
      <Field label="Password" error={form.errorOf('password')}>
        <PasswordInput autoComplete="current-password" className="h-10" {...form.input('password')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy} disabled={!form.isReady} className="mt-1">
        Sign in
      </Button>
    </form>
  )
}
