import { randomBytes } from 'node:crypto'
import type { Client } from './database.ts'
import { createId } from './id.ts'
import { hashToken } from './secrets.ts'

export type SetupRole = 'owner' | 'member'

/** Makes a token and answers it; only its hash is kept. Functions here ask for no viewer: the token itself is the proof. */
export async function createSetupToken(client: Client, options: { role: SetupRole; expiresAt: Date | null }): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await client.setupToken.create({ data: { id: createId(), tokenHash: hashToken(token), ...options } })
  return token
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
  return { tokenHash: hashToken(token), usedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
}

function toRole(role: string): SetupRole {
  return role === 'owner' ? 'owner' : 'member'
}
