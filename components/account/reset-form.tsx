'use client'

import type { ResetPassword } from '#components/account/account-actions.ts'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Field } from '#components/ui/field.tsx'
import { firstMessage, passwordSchema } from '#lib/generation/person-fields.ts'

export interface ResetFormProps {
  token: string
  email: string
  resetPassword: ResetPassword
}

export function ResetForm({ token, email, resetPassword }: ResetFormProps) {
  const form = useAccountForm({ password: '' }, (_field, value) => firstMessage(passwordSchema, value))
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (await form.submit(({ password }) => resetPassword({ token, password }))) window.location.assign('/')
  }
  return (
    <form ref={form.ref} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {form.error && (
        <Callout tone="danger" role="alert">
          {form.error}
        </Callout>
      )}
      {/* For a password manager, which keeps the two together. */}
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="New password"
        description={form.errorOf('password') === undefined ? 'At least 8 characters.' : undefined}
        error={form.errorOf('password')}
      >
        <PasswordInput
          autoComplete="new-password"
          autoFocus
          className="h-10"
          {...form.input('password')}
          onBlur={() => form.leave('password')}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy} disabled={!form.isReady} className="mt-1">
        Set password
      </Button>
    </form>
  )
}
