import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { AccountGuard } from '#components/shell/account-guard.tsx'
import { AppShell } from '#components/shell/app-shell.tsx'
import { StudioProviders } from '#components/shell/studio-providers.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { findOwnersNote } from '#lib/services/find-owners-note.ts'
import { findViewer } from '#lib/session/viewer.ts'

/**
 * Each page asks for its viewer again: a layout is not rendered on every navigation, so it proves nothing for them. It does not send
 * anybody to the sign-in either, because only the page knows the address to come back to.
 */
export default async function StudioLayout({ children }: { children: ReactNode }) {
  const signedIn = await findViewer(await headers())
  if (signedIn === null) return children
  const { id, name, email, role } = signedIn.user
  return (
    <StudioProviders key={id}>
      <AccountGuard account={id} />
      <AppShell user={{ name, email }} isOwner={role === 'owner'} activityNote={await findOwnersNote(currentContext(), signedIn.viewer)}>
        {children}
      </AppShell>
    </StudioProviders>
  )
}
