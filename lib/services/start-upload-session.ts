import { createId } from '#lib/data/id.ts'
import {
  createUploadSession,
  findUploadSession as findSessionRow,
  listIdleUploadSessions,
  removeUploadSession,
  sumOpenUploadSessions,
} from '#lib/data/upload-sessions.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadSessionView } from '#lib/generation/upload-session-view.ts'
import type { ServiceContext } from './context.ts'
import { removeParts, viewUploadSession } from './upload-parts.ts'
import { findUploadRoom, type RoomRefusal, refuseFor } from './upload-room.ts'

const maxOpenSessions = 30
/** Long enough for a train in a tunnel; a closed browser's uploads may go when their places are needed. */
const idleMs = 3_600_000

export type StartUploadSessionResult =
  | { ok: true; session: UploadSessionView }
  | RoomRefusal
  | { ok: false; code: 'empty' | 'conflict'; message: string }

/** Begins an upload in parts; a file that has no room is refused before a byte of it is sent. */
export async function startUploadSession(
  context: ServiceContext,
  viewer: UserViewer,
  file: { name: string; bytes: number },
): Promise<StartUploadSessionResult> {
  if (file.bytes === 0) return { ok: false, code: 'empty', message: 'This file is empty.' }
  const { client } = context.database
  const now = context.clock()
  if ((await sumOpenUploadSessions(viewer, client)).count >= maxOpenSessions) {
    for (const id of await listIdleUploadSessions(viewer, client, new Date(now.getTime() - idleMs)))
      await cancelUploadSession(context, viewer, id)
    if ((await sumOpenUploadSessions(viewer, client)).count >= maxOpenSessions)
      return {
        ok: false,
        code: 'conflict',
        message: `${maxOpenSessions} uploads are on their way already; let one end or cancel it first.`,
      }
  }
  const refusal = refuseFor(await findUploadRoom(context, viewer), file.bytes, context.storage.kind === 'disk' ? 2 : 1)
  if (refusal) return refusal
  const row = await createUploadSession(viewer, client, { id: createId(now.getTime()), ...file, createdAt: now })
  return { ok: true, session: viewUploadSession(row) }
}

export async function findUploadSession(context: ServiceContext, viewer: UserViewer, id: string): Promise<UploadSessionView | null> {
  const row = await findSessionRow(viewer, context.database.client, id)
  return row && viewUploadSession(row)
}

/** False when there is none. The row goes first, so that no part can be added to what is being removed. */
export async function cancelUploadSession(context: ServiceContext, viewer: UserViewer, id: string): Promise<boolean> {
  const row = await findSessionRow(viewer, context.database.client, id)
  if (!row) return false
  await removeUploadSession(viewer, context.database.client, id)
  await removeParts(context, id)
  return true
}
