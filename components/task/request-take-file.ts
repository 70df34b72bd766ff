import { z } from 'zod'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'

/** A part of a finished take: the film, its last frame, or the frame on the screen at a second of it. */
export type TakePart = { what: 'video' } | { what: 'last_frame' } | { what: 'frame'; at: number }

export type TakeFileResult = { ok: true; upload: UploadView } | { ok: false; message: string }

const errorSchema = z.object({ error: z.object({ message: z.string() }) })

/** The server makes it from the saved file, and answers the same one however often it is asked. */
export async function requestTakeFile(taskId: string, part: TakePart): Promise<TakeFileResult> {
  try {
    const response = await ownFetch(`/api/tasks/${encodeURIComponent(taskId)}/files`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(part),
    })
    const body: unknown = await response.json()
    if (response.ok) return { ok: true, upload: uploadViewSchema.parse(body) }
    const refusal = errorSchema.safeParse(body)
    return { ok: false, message: refusal.success ? refusal.data.error.message : `The server refused (${response.status}).` }
  } catch {
    return { ok: false, message: 'The server did not answer. Nothing was changed; try again.' }
  }
}
