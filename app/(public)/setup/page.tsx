import type { Metadata } from 'next'
import { connection } from 'next/server'
import { completeSetupAction } from '#app/_actions/session.ts'
import { AccountFrame } from '#components/account/account-frame.tsx'
import { DeadLink } from '#components/account/dead-link.tsx'
import { SetupForm } from '#components/account/setup-form.tsx'
import { findSetup } from '#lib/services/complete-setup.ts'
import { currentContext } from '#lib/services/current-context.ts'

export const metadata: Metadata = { title: 'Set up', robots: { index: false }, referrer: 'no-referrer' }

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  await connection()
  const { token } = await searchParams
  const role = typeof token === 'string' ? await findSetup(currentContext(), token) : null
  if (role === null || typeof token !== 'string') {
    return (
      <DeadLink>
        It has been used or has expired. Ask the owner for a new invitation; if there is no owner yet, restart the server for a new set-up
        link.
      </DeadLink>
    )
  }
  return (
    <AccountFrame
      title={role === 'owner' ? 'Make the owner’s account' : 'Join Dailies'}
      description={
        role === 'owner'
          ? 'You look after vendors and people on this installation. The link works once.'
          : 'Somebody invited you to make takes here. The link works once.'
      }
    >
      <SetupForm token={token} completeSetup={completeSetupAction} />
    </AccountFrame>
  )
}
