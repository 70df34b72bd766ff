import type { Metadata } from 'next'
import { signOutAction } from '#app/_actions/session.ts'
import {
  changeNameAction,
  changePasswordAction,
  createApiKeyAction,
  inviteAction,
  makeResetLinkAction,
  revokeApiKeyAction,
  saveConnectionAction,
  setQuotaAction,
  takeBackInvitationAction,
  testConnectionAction,
} from '#app/_actions/settings.ts'
import { AccountSection } from '#components/settings/account-section.tsx'
import { ApiKeysSection } from '#components/settings/api-keys-section.tsx'
import { PeopleSection } from '#components/settings/people-section.tsx'
import { VendorsSection } from '#components/settings/vendors-section.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { listApiKeys } from '#lib/services/list-api-keys.ts'
import { listConnections } from '#lib/services/list-connections.ts'
import { listDrift } from '#lib/services/list-drift.ts'
import { listInvitations } from '#lib/services/list-invitations.ts'
import { listPeople } from '#lib/services/list-people.ts'
import { refreshBalances } from '#lib/services/refresh-balances.ts'
import { actionsFor } from '#lib/session/action.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const { viewer, user } = await requireViewer('/settings')
  const context = currentContext()
  const isOwner = user.role === 'owner'
  if (isOwner) await refreshBalances(context, { occasion: 'settings', waitMs: 300 })
  const [connections, notices, apiKeys, people, invitations] = await Promise.all([
    isOwner ? listConnections(context, viewer) : [],
    listDrift(context, viewer),
    listApiKeys(context, viewer),
    isOwner ? listPeople(context, viewer) : [],
    isOwner ? listInvitations(context, viewer) : [],
  ])
  return (
    <Page width="text" className="gap-10">
      <PageHeader title="Settings" />
      {isOwner && (
        <VendorsSection
          connections={connections}
          notices={notices}
          actions={actionsFor(user, { saveConnection: saveConnectionAction, testConnection: testConnectionAction })}
        />
      )}
      <ApiKeysSection
        apiKeys={apiKeys}
        actions={actionsFor(user, { createApiKey: createApiKeyAction, revokeApiKey: revokeApiKeyAction })}
      />
      {isOwner && (
        <PeopleSection
          people={people}
          invitations={invitations}
          usualQuotaGb={context.env.UPLOAD_QUOTA_GB ?? null}
          publicUrl={context.env.PUBLIC_URL ?? null}
          actions={actionsFor(user, {
            invite: inviteAction,
            takeBack: takeBackInvitationAction,
            makeResetLink: makeResetLinkAction,
            setQuota: setQuotaAction,
          })}
        />
      )}
      <AccountSection
        name={user.name}
        email={user.email}
        actions={{
          ...actionsFor(user, { changeName: changeNameAction, changePassword: changePasswordAction }),
          signOut: signOutAction,
        }}
      />
    </Page>
  )
}
