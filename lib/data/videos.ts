import type { Prisma, Video } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import type { EngineViewer, Viewer } from './viewer.ts'

export type VideoRow = Video

export async function createVideo(_viewer: EngineViewer, client: Client, video: Prisma.VideoUncheckedCreateInput): Promise<void> {
  await client.video.create({ data: video })
}

export async function findVideo(viewer: Viewer, client: Client, taskId: string): Promise<VideoRow | null> {
  if (!isId(taskId)) return null
  return client.video.findFirst({
    omit: { sourceUrl: false },
    where: { taskId, task: viewer.kind === 'engine' ? {} : { userId: viewer.userId } },
  })
}
