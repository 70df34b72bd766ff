import type { Metadata } from 'next'
import { connection } from 'next/server'
import { resetPasswordAction } from '#app/_actions/session.ts'
import { AccountFrame } from '#components/account/account-frame.tsx'
import { DeadLink } from '#components/account/dead-link.tsx'
import { ResetForm } from '#components/account/reset-form.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { findReset } from '#lib/services/reset-password.ts'

export const metadata: Metadata = { title: 'New password', robots: { index: false }, referrer: 'no-referrer' }

export default async function ResetPasswordPage({ searchParams }: PageProps<'/reset-password'>) {
  await connection()
  const { token } = await searchParams
  const person = typeof token === 'string' ? await findReset(currentContext(), token) : null
  if (person === null || typeof token !== 'string') {
    return <DeadLink>It has been used or has expired, or the password was changed meanwhile. Ask the owner for a new one.</DeadLink>
  }
  return (
    <AccountFrame
      title="Choose a new password"
      description={<p>For {person.name}. It signs the account out everywhere else. The link works once.</p>}
    >
      <ResetForm token={token} email={person.email} resetPassword={resetPasswordAction} />
    </AccountFrame>
  )
}
