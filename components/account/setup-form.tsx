'use client'

import type { CompleteSetup } from '#components/account/account-actions.ts'
import { AccountFormFrame } from '#components/account/account-form-frame.tsx'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { emailSchema, firstMessage, passwordSchema, personNameSchema } from '#lib/generation/person-fields.ts'

const schemas = { name: personNameSchema, email: emailSchema, password: passwordSchema }

export interface SetupFormProps {
  token: string
  completeSetup: CompleteSetup
}

export function SetupForm({ token, completeSetup }: SetupFormProps) {
  const form = useAccountForm({ name: '', email: '', password: '' }, (field, value) => firstMessage(schemas[field], value))
  return (
    <AccountFormFrame
      form={form}
      submit={() => form.submit((values) => completeSetup({ token, ...values }))}
      next="/"
      submitLabel="Create account"
    >
      <Field label="Name" error={form.errorOf('name')}>
        <Input autoComplete="name" autoFocus className="h-10" {...form.input('name')} onBlur={() => form.leave('name')} />
      </Field>
      <Field label="Email" error={form.errorOf('email')}>
        <Input type="email" autoComplete="username" className="h-10" {...form.input('email')} onBlur={() => form.leave('email')} />
      </Field>
      <Field
        label="Password"
        description={form.errorOf('password') === undefined ? 'At least 8 characters.' : undefined}
        error={form.errorOf('password')}
      >
        <PasswordInput autoComplete="new-password" className="h-10" {...form.input('password')} onBlur={() => form.leave('password')} />
      </Field>
    </AccountFormFrame>
  )
}
