import {
  createShare as createShareRow,
  listShares as listShareRows,
  revokeShare as revokeShareRow,
  type ShareRow,
} from '#lib/data/shares.ts'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type ShareView, shareViewSchema } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'

export type ShareResult = { ok: true; share: ShareView } | { ok: false; code: 'not_found' | 'conflict'; message: string }

const dayMs = 24 * 3_600_000

/** A public link to a finished take. @param options.expiresInDays absent for a link that stays. */
export async function createShare(
  context: ServiceContext,
  viewer: UserViewer,
  taskId: string,
  options: { expiresInDays?: number } = {},
): Promise<ShareResult> {
  const task = await findTask(viewer, context.database.client, taskId)
  if (!task) return { ok: false, code: 'not_found', message: 'There is no such take.' }
  if (!task.video) return { ok: false, code: 'conflict', message: 'Only a finished take can be shared.' }
  const createdAt = context.clock()
  const expiresAt = options.expiresInDays === undefined ? null : new Date(createdAt.getTime() + options.expiresInDays * dayMs)
  const row = await createShareRow(viewer, context.database.client, { taskId, createdAt, expiresAt })
  return { ok: true, share: toShareView(context, row) }
}

export async function listShares(context: ServiceContext, viewer: UserViewer, taskId: string): Promise<ShareView[]> {
  const rows = await listShareRows(viewer, context.database.client, taskId)
  return rows.map((row) => toShareView(context, row))
}

/** From this moment the link, its page and its files answer "not found". */
export async function revokeShare(context: ServiceContext, viewer: UserViewer, shareId: string): Promise<ShareResult> {
  const row = await revokeShareRow(viewer, context.database.client, shareId, context.clock())
  return row ? { ok: true, share: toShareView(context, row) } : { ok: false, code: 'not_found', message: 'There is no such link.' }
}

function toShareView(context: ServiceContext, row: ShareRow): ShareView {
  return shareViewSchema.parse({
    id: row.id,
    token: row.token,
    // Without PUBLIC_URL the browser puts its own origin in front.
    url: `${context.env.PUBLIC_URL ?? ''}/s/${row.token}`,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  })
}
