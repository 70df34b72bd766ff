'use client'

import type { ResetPassword } from '#components/account/account-actions.ts'
import { AccountFormFrame } from '#components/account/account-form-frame.tsx'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
import { Field } from '#components/ui/field.tsx'
import { firstMessage, passwordSchema } from '#lib/generation/person-fields.ts'

export interface ResetFormProps {
  token: string
  email: string
  resetPassword: ResetPassword
}

export function ResetForm({ token, email, resetPassword }: ResetFormProps) {
  const form = useAccountForm({ password: '' }, (_field, value) => firstMessage(passwordSchema, value))
  return (
    <AccountFormFrame
      form={form}
      submit={() => form.submit(({ password }) => resetPassword({ token, password }))}
      next="/"
      submitLabel="Set password"
    >
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
    </AccountFormFrame>
  )
}
