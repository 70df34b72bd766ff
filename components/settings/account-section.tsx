'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import type { AccountActions } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { leaveAccount } from '#components/shell/leave-account.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { firstMessage, passwordSchema, personNameSchema } from '#lib/generation/person-fields.ts'

export interface AccountSectionProps {
  name: string
  email: string
  actions: AccountActions
}

export function AccountSection({ name, email, actions }: AccountSectionProps) {
  const signOut = useSettingsAction()
  const leave = async () => {
    if (await signOut.run(() => actions.signOut(null))) leaveAccount()
  }
  return (
    <SettingsSection id="account" title="Account" description={email}>
      <Card className="flex flex-col divide-y divide-border">
        <NameForm name={name} changeName={actions.changeName} />
        <PasswordForm changePassword={actions.changePassword} />
        <div className="flex flex-wrap items-center gap-3 p-4">
          <Button isBusy={signOut.isBusy} onClick={leave}>
            Sign out
          </Button>
          {signOut.error && (
            <p role="alert" className="text-danger">
              {signOut.error}
            </p>
          )}
        </div>
      </Card>
    </SettingsSection>
  )
}

function NameForm({ name: saved, changeName }: { name: string; changeName: AccountActions['changeName'] }) {
  const router = useRouter()
  const [name, setName] = useState(saved)
  const call = useSettingsAction(['name'])
  const mistake = name === saved ? undefined : firstMessage(personNameSchema, name)
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (mistake !== undefined) return
    if ((await call.run(() => changeName({ name }))) === null) return
    toast.success('Your name is changed.')
    router.refresh()
  }
  return (
    <form onSubmit={submit} className="flex flex-wrap items-start gap-2 p-4">
      <Field label="Name" error={mistake ?? call.errorOf('name') ?? call.error} className="min-w-48 flex-1">
        <Input
          value={name}
          autoComplete="name"
          onChange={(event) => {
            setName(event.target.value)
            call.clear()
          }}
        />
      </Field>
      <Button type="submit" isBusy={call.isBusy} disabled={name.trim() === saved} className="mt-6">
        Change name
      </Button>
    </form>
  )
}

function PasswordForm({ changePassword }: { changePassword: AccountActions['changePassword'] }) {
  const [currentPassword, setCurrentPassword] = useState('')
  const [newPassword, setNewPassword] = useState('')
  const call = useSettingsAction(['currentPassword', 'newPassword'])
  const mistake = newPassword === '' ? undefined : firstMessage(passwordSchema, newPassword)
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    if (mistake !== undefined) return
    if ((await call.run(() => changePassword({ currentPassword, newPassword }))) === null) return
    setCurrentPassword('')
    setNewPassword('')
    toast.success('Your password is changed. Every other browser is signed out.')
  }
  return (
    <Disclosure summary="Change password" className="px-4 py-2.5">
      <form onSubmit={submit} className="grid gap-3 pb-2 sm:grid-cols-2">
        <Field label="Current password" error={call.errorOf('currentPassword')}>
          <Input
            type="password"
            autoComplete="current-password"
            value={currentPassword}
            onChange={(event) => {
              setCurrentPassword(event.target.value)
              call.clear()
            }}
          />
        </Field>
        <Field
          label="New password"
          description={mistake === undefined ? 'At least 8 characters.' : undefined}
          error={mistake ?? call.errorOf('newPassword')}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={newPassword}
            onChange={(event) => {
              setNewPassword(event.target.value)
              call.clear()
            }}
          />
        </Field>
        <div className="flex flex-wrap items-center gap-3 sm:col-span-2">
          <Button type="submit" isBusy={call.isBusy} disabled={currentPassword === '' || newPassword === ''}>
            Change password
          </Button>
          {call.error && (
            <p role="alert" className="text-danger">
              {call.error}
            </p>
          )}
        </div>
      </form>
    </Disclosure>
  )
}
