'use client'

import type { SignIn } from '#components/account/account-actions.ts'
import { AccountFormFrame } from '#components/account/account-form-frame.tsx'
import { PasswordInput } from '#components/account/password-input.tsx'
import { useAccountForm } from '#components/account/use-account-form.ts'
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
  return (
    <AccountFormFrame form={form} submit={() => form.submit(signIn)} next={next} submitLabel="Sign in">
      <Field label="Email" error={form.errorOf('email')}>
        <Input type="email" autoComplete="username" autoFocus className="h-10" {...form.input('email')} />
      </Field>
      <Field label="Password" error={form.errorOf('password')}>
        <PasswordInput autoComplete="current-password" className="h-10" {...form.input('password')} />
      </Field>
    </AccountFormFrame>
  )
}
