import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ServiceContext } from '#lib/services/context.ts'

/** Puts a task into `succeeded` with a stored file, without a vendor. */
export async function finishTake(context: ServiceContext, taskId: string, content: string): Promise<void> {
  const storageKey = `videos/${taskId}/video.mp4`
  const posterKey = `videos/${taskId}/poster.webp`
  await context.storage.write(storageKey, Readable.from([Buffer.from(content)]), { contentType: 'video/mp4' })
  await context.storage.write(posterKey, Readable.from([Buffer.from('poster')]), { contentType: 'image/webp' })
  const { client } = context.database
  await client.task.update({ where: { id: taskId }, data: { state: 'succeeded', finishedAt: context.clock() } })
  await client.video.create({
    data: {
      taskId,
      storageKey,
      posterKey,
      container: 'mp4',
      videoCodec: 'avc',
      audioCodec: 'aac',
      width: 1280,
      height: 720,
      duration: 5,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      archivedAt: context.clock(),
    },
  })
}
