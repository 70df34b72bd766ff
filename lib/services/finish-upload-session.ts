import path from 'node:path'
import {
  findUploadSession,
  finishUploadSession as finishSessionRow,
  removeUploadSession,
  type UploadSessionRow,
} from '#lib/data/upload-sessions.ts'
import { findUpload } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadSessionView } from '#lib/generation/upload-session-view.ts'
import type { ServiceContext } from './context.ts'
import type { KeepUploadResult } from './keep-upload.ts'
import { takeInUpload } from './take-in-upload.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { assembleParts, removeParts, viewUploadSession } from './upload-parts.ts'
import { isOutOfSpace, noSpace } from './upload-room.ts'
import { viewUpload } from './upload-view.ts'

export type FinishUploadSessionResult =
  | KeepUploadResult
  | { ok: false; code: 'not_found' }
  | { ok: false; code: 'conflict'; message: string; session: UploadSessionView }

const underWay = new Map<string, Promise<FinishUploadSessionResult>>()

/** Makes the parts one file and an upload of it. Asked again, also while it is at work, it answers the same upload. */
export function finishUploadSession(context: ServiceContext, viewer: UserViewer, id: string): Promise<FinishUploadSessionResult> {
  const key = `${viewer.userId}/${id}`
  const running = underWay.get(key)
  if (running) return running
  const started = finish(context, viewer, id).finally(() => underWay.delete(key))
  underWay.set(key, started)
  return started
}

async function finish(context: ServiceContext, viewer: UserViewer, id: string): Promise<FinishUploadSessionResult> {
  const session = await findUploadSession(viewer, context.database.client, id)
  if (!session) return { ok: false, code: 'not_found' }
  if (session.uploadId !== null) return answerAgain(context, viewer, session.uploadId)
  if (session.receivedBytes < session.bytes) {
    const message = 'The file is not here whole yet.'
    return { ok: false, code: 'conflict', message, session: viewUploadSession(session) }
  }
  const kept = await keep(context, viewer, session)
  if (kept === null) {
    // Another process has finished it first, or it was cancelled.
    const after = await findUploadSession(viewer, context.database.client, id)
    if (after?.uploadId == null) return { ok: false, code: 'not_found' }
    return answerAgain(context, viewer, after.uploadId)
  }
  if (kept.ok) await finishSessionRow(viewer, context.database.client, id, { uploadId: kept.upload.id, now: context.clock() })
  else await removeUploadSession(viewer, context.database.client, id)
  await removeParts(context, id)
  return kept
}

async function keep(context: ServiceContext, viewer: UserViewer, session: UploadSessionRow): Promise<KeepUploadResult | null> {
  return withTemporaryDirectory(context, 'upload', async (directory) => {
    const file = path.join(directory, 'file')
    try {
      const assembled = await assembleParts(context, session, file)
      return assembled && (await takeInUpload(context, viewer, { ...assembled, path: file, name: session.name }))
    } catch (error) {
      if (isOutOfSpace(error)) return noSpace
      throw error
    }
  })
}

async function answerAgain(context: ServiceContext, viewer: UserViewer, uploadId: string): Promise<FinishUploadSessionResult> {
  const upload = await findUpload(viewer, context.database.client, uploadId)
  return upload ? { ok: true, upload: viewUpload(upload), isNew: false } : { ok: false, code: 'not_found' }
}
