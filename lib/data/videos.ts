import { Prisma, type Video } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import type { EngineViewer, Viewer } from './viewer.ts'

export type VideoRow = Video

/** With what its file is named after. */
export type VideoOfTake = VideoRow & { task: { prompt: string; createdAt: Date } }

export async function findVideo(viewer: Viewer, client: Client, taskId: string): Promise<VideoOfTake | null> {
  if (!isId(taskId)) return null
  return client.video.findFirst({
    omit: { sourceUrl: false },
    include: { task: { select: { prompt: true, createdAt: true } } },
    where: { taskId, task: viewer.kind === 'engine' ? {} : { userId: viewer.userId } },
  })
}

/** The newest take that has no preview strip and has not been tried for one. */
export async function findVideoWithoutPreview(
  _viewer: EngineViewer,
  client: Client,
): Promise<Pick<VideoRow, 'taskId' | 'storageKey'> | null> {
  return client.video.findFirst({
    where: { previewKey: null, preview: { equals: Prisma.DbNull } },
    orderBy: { taskId: 'desc' },
    select: { taskId: true, storageKey: true },
  })
}

/** What `advanceTask` writes with the move to `succeeded`. */
export type NewVideo = Omit<VideoRow, keyof VideoCompanions | 'bytes'> & Partial<VideoCompanions> & { bytes: number }

export interface VideoCompanions {
  previewKey: string | null
  preview: object | null
  playableKey: string | null
  playableBytes: number | null
  playableSha256: string | null
}

/** False when the take is gone. `null` notes that nothing could be made, so that it is not tried for ever. */
export async function addCompanions(
  _viewer: EngineViewer,
  client: Client,
  taskId: string,
  companions: VideoCompanions | null,
): Promise<boolean> {
  const { count } = await client.video.updateMany({ where: { taskId }, data: companionColumns(companions) })
  return count === 1
}

/** JSON's own null in `preview` says "tried"; the column's null says "never tried". */
export function companionColumns(companions: VideoCompanions | null) {
  return { ...companions, preview: companions?.preview ? { ...companions.preview } : Prisma.JsonNull }
}
