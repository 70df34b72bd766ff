import path from 'node:path'
import { z } from 'zod'
import { findTask, type TaskRow } from '#lib/data/tasks.ts'
import type { VideoRow } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { type KeepUploadResult, keepUpload } from './keep-upload.ts'
import { measureFile } from './measure-content.ts'
import { copyFilm, localFilm } from './read-film.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { isOutOfSpace, noSpace } from './upload-room.ts'

export const takeFileSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('video') }),
  z.strictObject({ what: z.literal('last_frame') }),
  /** The frame on the screen at that second of the film. */
  z.strictObject({ what: z.literal('frame'), at: z.number().min(0).max(86_400) }),
])
export type TakeFile = z.infer<typeof takeFileSchema>

export type CreateUploadFromTakeResult = KeepUploadResult | { ok: false; code: 'not_found' | 'conflict'; message: string }

/** A browser's playhead may stand a little past what the file's header calls its end. */
const endToleranceSeconds = 0.5

/**
 * One's own take, or a frame of it, as a file for the next request: a copy of its own, so that deleting the one leaves the other. What is
 * there already is found again and not kept twice.
 */
export async function createUploadFromTake(
  context: ServiceContext,
  viewer: UserViewer,
  taskId: string,
  file: TakeFile,
): Promise<CreateUploadFromTakeResult> {
  const task = await findTask(viewer, context.database.client, taskId)
  if (!task) return { ok: false, code: 'not_found', message: 'There is no such take.' }
  const { video } = task
  if (!video) return { ok: false, code: 'conflict', message: 'This take has no video yet.' }
  if (file.what === 'frame' && file.at > video.duration + endToleranceSeconds)
    return { ok: false, code: 'conflict', message: `This take ends at ${Number(video.duration.toFixed(1))} s.` }
  try {
    return await withTemporaryDirectory(context, 'take', (directory) => takeOut(context, viewer, { task, video, file, directory }))
  } catch (error) {
    if (isOutOfSpace(error)) return noSpace
    throw error
  }
}

async function takeOut(
  context: ServiceContext,
  viewer: UserViewer,
  { task, video, file, directory }: { task: TaskRow; video: VideoRow; file: TakeFile; directory: string },
): Promise<CreateUploadFromTakeResult> {
  const copy = path.join(directory, 'film')
  if (file.what === 'video') {
    const copied = await copyFilm(context, video.storageKey, copy)
    if (copied === null) return gone
    if (copied.sha256 !== video.sha256) return changed
    return keepUpload(context, viewer, { path: copy, name: nameOf(task, null), ...copied, origin: { fromTaskId: task.id } })
  }
  const film = await localFilm(context, video.storageKey, copy)
  if (film === null) return gone
  const picture = path.join(directory, 'frame.png')
  const at = await context.media.grabFrame(film, picture, file.what === 'last_frame' ? 'last' : file.at)
  if (at === null) return unreadable
  return keepUpload(context, viewer, {
    path: picture,
    name: nameOf(task, file.what === 'last_frame' ? 'Last frame' : `Frame at ${at.toFixed(2)} s`),
    ...(await measureFile(picture)),
    origin: { fromTaskId: task.id, edit: { frame: Math.round(at * 1e6) / 1e6 } },
  })
}

const gone = { ok: false, code: 'conflict', message: 'The saved file of this take is gone from this server’s storage.' } as const
const changed = { ok: false, code: 'conflict', message: 'The saved file of this take is not the one that was archived.' } as const
const unreadable = { ok: false, code: 'conflict', message: 'No frame of this take could be read.' } as const

const maxTitleLength = 60

/** What the library calls it; a vendor never sees it. */
function nameOf(task: TaskRow, part: string | null): string {
  const words = task.prompt.trim().replace(/[\s/\\]+/g, ' ')
  const letters = [...words]
  const title = words === '' ? 'Take' : letters.length > maxTitleLength ? `${letters.slice(0, maxTitleLength - 1).join('')}…` : words
  // What tells it from its siblings comes first: lists cut names off at the end.
  return part === null ? title : `${part} of ${title}`
}
