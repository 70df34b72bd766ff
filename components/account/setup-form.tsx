'use client'

import type { CompleteSetup } from '#components/account/account-actions.ts'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
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
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (await form.submit((values) => completeSetup({ token, ...values }))) window.location.assign('/')
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {form.error && (
        <Callout tone="danger" role="alert">
          {form.error}
        </Callout>
      )}
      <Field label="Name" error={form.errorOf('name')}>
        <Input
          autoComplete="name"
          autoFocus
          className="h-10"
          value={form.values.name}
          onBlur={() => form.leave('name')}
          onChange={(event) => form.set('name', event.target.value)}
        />
      </Field>
      <Field label="Email" error={form.errorOf('email')}>
        <Input
          type="email"
          autoComplete="username"
          className="h-10"
          value={form.values.email}
          onBlur={() => form.leave('email')}
          onChange={(event) => form.set('email', event.target.value)}
        />
      </Field>
      <Field label="Password" description="At least 8 characters." error={form.errorOf('password')}>
        <PasswordInput
          autoComplete="new-password"
          className="h-10"
          value={form.values.password}
          onBlur={() => form.leave('password')}
          onChange={(event) => form.set('password', event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" size="lg" isBusy={form.isBusy} className="mt-1">
        Create account
      </Button>
    </form>
  )
}
