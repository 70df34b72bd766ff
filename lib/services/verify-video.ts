import { z } from 'zod'
import { addTaskEvent } from '#lib/data/task-events.ts'
import { findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { measureStored } from './measure-content.ts'

export const verificationSchema = z.object({
  /** `missing`: the file is gone; `changed`: it is not the one that was archived. */
  state: z.enum(['intact', 'changed', 'missing']),
  /** One sentence for the person. */
  message: z.string(),
  /** Of the file as it is now. */
  sha256: z.string().nullable(),
  checkedAt: z.iso.datetime(),
})
export type Verification = z.infer<typeof verificationSchema>

export type VerifyResult = { ok: true; verification: Verification } | { ok: false; code: 'not_found'; message: string }

/** Reads the archived file again, to the last byte, and compares it with its receipt. */
export async function verifyVideo(context: ServiceContext, viewer: UserViewer, taskId: string): Promise<VerifyResult> {
  const video = await findVideo(viewer, context.database.client, taskId)
  if (!video) return { ok: false, code: 'not_found', message: 'There is no saved file to check.' }
  const sha256 = (await measureStored(context.storage, video.storageKey))?.sha256 ?? null
  const state = sha256 === null ? 'missing' : sha256 === video.sha256 ? 'intact' : 'changed'
  const checkedAt = context.clock()
  if (state !== 'intact') {
    context.log.error({ taskId, storageKey: video.storageKey, state }, 'archived file is not what it was')
    await addTaskEvent(context.database.client, taskId, { type: 'verification_failed', message: words[state], at: checkedAt })
  }
  return { ok: true, verification: { state, message: words[state], sha256, checkedAt: checkedAt.toISOString() } }
}

const words = {
  intact: 'The file is exactly the one that was saved.',
  changed: 'The file is not the one that was saved: its checksum differs.',
  missing: 'The file is gone from this server’s storage.',
}
