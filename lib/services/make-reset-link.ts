import { findPasswordHolder } from '#lib/data/passwords.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { createResetToken, markOf, resetPath } from './reset-token.ts'

const validHours = 24

export type MakeResetLinkResult =
  | { ok: true; path: string; expiresAt: string }
  | { ok: false; code: 'forbidden' | 'not_found'; message: string }

/** A link by which one person may choose a new password, once, without the old one. */
export async function makeResetLink(context: ServiceContext, viewer: UserViewer, personId: string): Promise<MakeResetLinkResult> {
  if (viewer.role !== 'owner') return { ok: false, code: 'forbidden', message: 'Only the owner can make such a link.' }
  const holder = await findPasswordHolder(context.database.client, { id: personId })
  if (holder === null) return { ok: false, code: 'not_found', message: 'There is no such person.' }
  const until = context.clock().getTime() + validHours * 3_600_000
  const token = createResetToken(context.secrets, { person: { id: holder.id }, mark: markOf(holder.passwordHash), until })
  return { ok: true, path: resetPath(token), expiresAt: new Date(until).toISOString() }
}
