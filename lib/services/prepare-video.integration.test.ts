import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteTask } from '#lib/data/deleted-tasks.ts'
import { findTask } from '#lib/data/tasks.ts'
import { addCompanions, findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { archiveVideo } from './archive-video.ts'
import { checkTask } from './check-task.ts'
import { clearTombstones } from './clear-tombstones.ts'
import { prepareLeftVideos, prepareVideo } from './prepare-video.ts'
import { submitGeneration } from './submit-generation.ts'
import { submitTask } from './submit-task.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let alice: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  alice = await t.createViewer('owner')
})
afterAll(() => t[Symbol.asyncDispose]())

async function archive(prompt: string): Promise<string> {
  const request = { vendor: 'loova', mode: 'text_to_video', prompt, duration: 4, ratio: '1:1' }
  const result = await submitGeneration(t.context, alice, { request })
  if (!result.ok) throw new Error(result.message)
  const { id } = result.take
  await submitTask(t.context, t.engine, id)
  await expect
    .poll(
      async () => {
        t.advance(30_000)
        await checkTask(t.context, t.engine, id)
        return (await findTask(t.engine, t.context.database.client, id))?.state
      },
      { timeout: 60_000, interval: 100 },
    )
    .toBe('archiving')
  await archiveVideo(t.context, t.engine, id)
  return id
}

const videoOf = async (id: string) => {
  const video = await findVideo(alice, t.context.database.client, id)
  if (!video) throw new Error('not archived')
  return video
}

const prepared = async (prompt: string) => {
  const id = await archive(prompt)
  await prepareVideo(t.context, t.engine, await videoOf(id))
  return id
}

it('a film that is kept gets a poster and a strip; one that every browser plays gets no copy, one whose index is last gets one', async () => {
  const plainId = await archive('A lighthouse in a storm')
  expect(await videoOf(plainId)).toMatchObject({ posterKey: null, previewKey: null, preparedAt: null })
  await prepareVideo(t.context, t.engine, await videoOf(plainId))
  const plain = await videoOf(plainId)
  expect(plain).toMatchObject({ preview: { columns: 6, rows: 2, frames: 12, frameWidth: 200, frameHeight: 200 }, playableKey: null })
  for (const key of [plain.posterKey, plain.previewKey]) expect((await t.context.storage.stat(key ?? ''))?.bytes).toBeGreaterThan(500)
  expect(plain.preparedAt).toEqual(t.context.clock())

  const id = await prepared('A lighthouse in a storm [sandbox:index-last]')
  const late = await videoOf(id)
  expect(late.sha256).not.toBe(late.playableSha256)
  expect((await t.context.storage.stat(late.playableKey ?? ''))?.bytes).toBe(Number(late.playableBytes))
  expect((await t.context.storage.stat(late.storageKey))?.bytes).toBe(Number(late.bytes))

  await t.context.database.transaction((client) => deleteTask(alice, client, id))
  await clearTombstones(t.context, t.engine)
  for (const key of [late.storageKey, late.posterKey, late.previewKey, late.playableKey])
    expect(await t.context.storage.stat(key ?? 'missing')).toBeNull()

  // What is noted at the same moment shares a statement: each is told of its own film, and nothing else of a film changes.
  const note = (taskId: string) => addCompanions(t.engine, t.context.database, taskId, { posterKey: plain.posterKey })
  expect(await Promise.all([id, plainId].map(note))).toEqual([false, true])
  expect(await videoOf(plainId)).toEqual(plain)
})

it('what cannot be made is not tried for ever', async () => {
  const { media } = t.context
  const id = await archive('A lighthouse in a storm')
  t.context.media = { ...media, poster: async () => false, preview: async () => null, playable: async () => 'failed' }
  await prepareVideo(t.context, t.engine, await videoOf(id)).finally(() => {
    t.context.media = media
  })
  t.advance(120_000)
  await prepareLeftVideos(t.context, t.engine)
  expect(await videoOf(id)).toMatchObject({ posterKey: null, previewKey: null, preview: null, playableKey: null })
})

it('what a process that died left undone is made later, but not while it may still be at it; a film that is gone or none is tried once', async () => {
  const { client } = t.context.database
  const ids = [await archive('A lighthouse in a storm'), await archive('A lighthouse in a storm'), await archive('A lighthouse in a storm')]
  const [whole, gone, broken] = ids.map((id) => id ?? '') as [string, string, string]
  await t.context.storage.remove((await videoOf(gone)).storageKey)
  await t.context.storage.write((await videoOf(broken)).storageKey, Readable.from(['no film']), { contentType: 'video/mp4' })
  // Only the last one is surely too new: the clock moves while a film is made.
  await prepareLeftVideos(t.context, t.engine)
  expect(await videoOf(broken)).toMatchObject({ preparedAt: null })
  t.advance(120_000)
  await prepareLeftVideos(t.context, t.engine)
  expect(await videoOf(whole)).toMatchObject({ posterKey: expect.stringContaining('.webp'), preview: { frames: 12 } })
  for (const id of [gone, broken]) expect(await videoOf(id)).toMatchObject({ posterKey: null, previewKey: null })
  expect(await client.video.count({ where: { preparedAt: null } })).toBe(0)
})

it('a film at which it fails each time holds up no older one', async () => {
  const { media } = t.context
  const older = await archive('A lighthouse in a storm')
  const { storageKey } = await videoOf(older)
  t.advance(1_000)
  const newer = await archive('A lighthouse in a storm')
  t.advance(120_000)
  const poster: typeof media.poster = (film, output) =>
    film.endsWith(storageKey) ? media.poster(film, output) : Promise.reject(new Error('no room'))
  t.context.media = { ...media, poster }
  await prepareLeftVideos(t.context, t.engine).finally(() => {
    t.context.media = media
  })
  expect(await videoOf(older)).toMatchObject({ preparedAt: expect.any(Date) })
  expect(await videoOf(newer)).toMatchObject({ preparedAt: null })
})

it('a take that is deleted while its poster is made leaves no file behind', async () => {
  const { media, storage, database } = t.context
  const id = await archive('A lighthouse in a storm')
  const { storageKey } = await videoOf(id)
  t.context.media = {
    ...media,
    poster: async (film, output) => {
      const isMade = await media.poster(film, output)
      await database.transaction((client) => deleteTask(alice, client, id))
      return isMade
    },
  }
  await prepareVideo(t.context, t.engine, await videoOf(id)).finally(() => {
    t.context.media = media
  })
  const posterKey = storageKey.replace(/mp4$/, 'webp')
  expect(await storage.stat(posterKey)).not.toBeNull()
  await clearTombstones(t.context, t.engine)
  for (const key of [storageKey, posterKey]) expect(await storage.stat(key)).toBeNull()
})
