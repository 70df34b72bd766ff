import { createSetupToken } from '#lib/data/setup-tokens.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

const validDays = 7

export type InvitePersonResult =
  | { ok: true; token: string; path: string; expiresAt: string }
  | { ok: false; code: 'forbidden'; message: string }

/** A link by which one person may make a member's account. */
export async function invitePerson(context: ServiceContext, viewer: UserViewer): Promise<InvitePersonResult> {
  if (viewer.role !== 'owner') return { ok: false, code: 'forbidden', message: 'Only the owner can invite people.' }
  const expiresAt = new Date(context.clock().getTime() + validDays * 86_400_000)
  const token = await createSetupToken(context.database.client, { role: 'member', expiresAt })
  return { ok: true, token, path: `/setup?token=${token}`, expiresAt: expiresAt.toISOString() }
}
