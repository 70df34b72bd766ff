import { randomBytes } from 'node:crypto'
import type { Client } from './database.ts'
import { createId } from './id.ts'
import { hashToken } from './secrets.ts'
import type { UserViewer } from './viewer.ts'

export type SetupRole = 'owner' | 'member'

export interface InvitationRow {
  id: string
  createdAt: Date
  expiresAt: Date | null
}

const invitationColumns = { id: true, createdAt: true, expiresAt: true } as const

/** Makes a token and answers it; only its hash is kept. Who has a token needs to be no viewer: the token itself is the proof. */
export async function createSetupToken(
  client: Client,
  options: { role: SetupRole; createdAt: Date; expiresAt: Date | null },
): Promise<{ token: string; row: InvitationRow }> {
  const token = randomBytes(32).toString('base64url')
  const data = { id: createId(), tokenHash: hashToken(token), ...options }
  return { token, row: await client.setupToken.create({ data, select: invitationColumns }) }
}

/** The invitations that still make an account, the newest first; none for a member. */
export async function listOpenInvitations(viewer: UserViewer, client: Client, now: Date): Promise<InvitationRow[]> {
  if (viewer.role !== 'owner') return []
  return client.setupToken.findMany({
    where: { role: 'member', ...unused(now) },
    select: invitationColumns,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
}

/** False when there is no such unused invitation, or when it is not the owner who asks. */
export async function removeInvitation(viewer: UserViewer, client: Client, id: string): Promise<boolean> {
  if (viewer.role !== 'owner') return false
  return (await client.setupToken.deleteMany({ where: { id, role: 'member', usedAt: null } })).count > 0
}

/** The role that a token gives, or null when it is unknown, used or expired. */
export async function findSetupRole(client: Client, token: string, now: Date): Promise<SetupRole | null> {
  const row = await client.setupToken.findFirst({ where: open(token, now), select: { role: true } })
  return row === null ? null : toRole(row.role)
}

/** Uses a token up; of two claims at once, one gets null. */
export async function claimSetupToken(client: Client, token: string, now: Date): Promise<SetupRole | null> {
  const role = await findSetupRole(client, token, now)
  if (role === null) return null
  const claimed = await client.setupToken.updateMany({ where: open(token, now), data: { usedAt: now } })
  return claimed.count === 1 ? role : null
}

/** Once there is an owner, no link may make another. */
export async function removeOwnerTokens(client: Client): Promise<void> {
  await client.setupToken.deleteMany({ where: { role: 'owner', usedAt: null } })
}

function open(token: string, now: Date) {
  return { tokenHash: hashToken(token), ...unused(now) }
}

function unused(now: Date) {
  return { usedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
}

function toRole(role: string): SetupRole {
  return role === 'owner' ? 'owner' : 'member'
}
