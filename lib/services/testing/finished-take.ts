import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from '../context.ts'
import { submitTake } from './takes.ts'

/** Small, real, and the same for everybody in a test file: two seconds of 24 frames each. */
const filmFacts = { width: 128, height: 96, duration: 2 }

export async function renderFilm(context: ServiceContext, title = 'A film'): Promise<Buffer> {
  const directory = await mkdtemp(path.join(tmpdir(), 'dailies-film-'))
  try {
    const file = path.join(directory, 'film.mp4')
    const { width, height, duration } = filmFacts
    const look = { layout: 'title', pictures: [], clips: [], seed: 7, sound: false, watermark: false, cameraFixed: false } as const
    const animatic = { title, credit: 'A test', width, height, durationSeconds: duration, ...look, pictures: [], clips: [] }
    if (!(await context.media.renderAnimatic(animatic, file))) throw new Error('the film could not be rendered')
    return await readFile(file)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A take that has succeeded with this film, without a vendor. */
export async function addFinishedTake(context: ServiceContext, viewer: UserViewer, film: Buffer, prompt: string): Promise<string> {
  const taskId = await submitTake(context, viewer, prompt)
  await finishTake(context, taskId, film)
  return taskId
}

/** Puts a task into `succeeded` with this as its film. */
export async function finishTake(context: ServiceContext, taskId: string, film: Buffer | string): Promise<void> {
  const content = Buffer.from(film)
  const storageKey = `videos/${taskId}/video.mp4`
  const posterKey = `videos/${taskId}/poster.webp`
  await context.storage.write(storageKey, Readable.from([content]), { contentType: 'video/mp4' })
  await context.storage.write(posterKey, Readable.from([Buffer.from('poster')]), { contentType: 'image/webp' })
  const { client } = context.database
  await client.task.update({ where: { id: taskId }, data: { state: 'succeeded', finishedAt: context.clock(), dueAt: null } })
  await client.video.create({
    data: {
      taskId,
      storageKey,
      posterKey,
      container: 'mp4',
      videoCodec: 'avc',
      audioCodec: 'aac',
      ...filmFacts,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      archivedAt: context.clock(),
    },
  })
}
