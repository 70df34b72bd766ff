import type { Video } from '#prisma/generated/client.ts'
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

/** The newest take, archived before then, whose poster, strip and copy nobody has made. */
export async function findUnpreparedVideo(
  _viewer: EngineViewer,
  client: Client,
  before: Date,
): Promise<Pick<VideoRow, 'taskId' | 'storageKey' | 'archivedAt'> | null> {
  return client.video.findFirst({
    where: { preparedAt: null, archivedAt: { lt: before } },
    orderBy: { archivedAt: 'desc' },
    select: { taskId: true, storageKey: true, archivedAt: true },
  })
}

/** What is made of a film once it is kept. */
export interface VideoCompanions {
  posterKey: string | null
  previewKey: string | null
  preview: object | null
  playableKey: string | null
  playableBytes: number | null
  playableSha256: string | null
}

/** What `advanceTask` writes with the move to `succeeded`. */
export type NewVideo = Omit<VideoRow, keyof VideoCompanions | 'preparedAt' | 'bytes'> & { bytes: number }

/** False when the take is gone. */
export async function addCompanions(
  _viewer: EngineViewer,
  client: Client,
  taskId: string,
  made: Partial<VideoCompanions> & { preparedAt?: Date },
): Promise<boolean> {
  const { preview, ...columns } = made
  const { count } = await client.video.updateMany({ where: { taskId }, data: { ...columns, ...(preview && { preview: { ...preview } }) } })
  return count === 1
}
