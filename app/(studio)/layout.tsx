import type { ReactNode } from 'react'
import { AppShell } from '#components/shell/app-shell.tsx'
import { StudioProviders } from '#components/shell/studio-providers.tsx'
import { requireViewer } from '#lib/session/viewer.ts'

/** Each page asks for its viewer again: a layout is not rendered on every navigation, so it proves nothing for them. */
export default async function StudioLayout({ children }: { children: ReactNode }) {
  const { user } = await requireViewer()
  return (
    <StudioProviders>
      <AppShell user={{ name: user.name, email: user.email }}>{children}</AppShell>
    </StudioProviders>
  )
}
