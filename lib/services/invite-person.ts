import { createSetupToken } from '#lib/data/setup-tokens.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { type InvitationView, viewInvitation } from './list-invitations.ts'

const validDays = 7

export type InvitePersonResult =
  | { ok: true; token: string; path: string; expiresAt: string; invitation: InvitationView }
  | { ok: false; code: 'forbidden'; message: string }

/** A link by which one person may make a member's account. */
export async function invitePerson(context: ServiceContext, viewer: UserViewer): Promise<InvitePersonResult> {
  if (viewer.role !== 'owner') return { ok: false, code: 'forbidden', message: 'Only the owner can invite people.' }
  const createdAt = context.clock()
  const expiresAt = new Date(createdAt.getTime() + validDays * 86_400_000)
  const { token, row } = await createSetupToken(context.database.client, { role: 'member', createdAt, expiresAt })
  return { ok: true, token, path: `/setup?token=${token}`, expiresAt: expiresAt.toISOString(), invitation: viewInvitation(row) }
}
