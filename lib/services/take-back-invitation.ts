import { removeInvitation } from '#lib/data/setup-tokens.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export type TakeBackInvitationResult = { ok: true } | { ok: false; code: 'not_found'; message: string }

/** From this moment its link makes nobody an account. */
export async function takeBackInvitation(context: ServiceContext, viewer: UserViewer, id: string): Promise<TakeBackInvitationResult> {
  const isRemoved = await removeInvitation(viewer, context.database.client, id)
  return isRemoved ? { ok: true } : { ok: false, code: 'not_found', message: 'This invitation is used or taken back already.' }
}
