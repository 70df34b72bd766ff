import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteTask, findTask } from '#lib/data/tasks.ts'
import { findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { addMissingCompanions } from './add-missing-companions.ts'
import { archiveVideo } from './archive-video.ts'
import { checkTask } from './check-task.ts'
import { clearTombstones } from './clear-tombstones.ts'
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
      { timeout: 25_000, interval: 100 },
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

it('a take gets a strip of its frames; one that every browser plays gets no copy, one whose index is last gets one', async () => {
  const plain = await videoOf(await archive('A lighthouse in a storm'))
  expect(plain).toMatchObject({ preview: { columns: 6, rows: 2, frames: 12, frameWidth: 200, frameHeight: 200 }, playableKey: null })
  expect((await t.context.storage.stat(plain.previewKey ?? ''))?.bytes).toBeGreaterThan(500)

  const id = await archive('A lighthouse in a storm [sandbox:index-last]')
  const late = await videoOf(id)
  expect(late.sha256).not.toBe(late.playableSha256)
  expect((await t.context.storage.stat(late.playableKey ?? ''))?.bytes).toBe(Number(late.playableBytes))
  expect((await t.context.storage.stat(late.storageKey))?.bytes).toBe(Number(late.bytes))

  await t.context.database.transaction((client) => deleteTask(alice, client, id))
  await clearTombstones(t.context, t.engine)
  for (const key of [late.storageKey, late.posterKey, late.previewKey, late.playableKey])
    expect(await t.context.storage.stat(key ?? 'missing')).toBeNull()
})

it('neither a strip nor a copy that cannot be made holds up a take', async () => {
  const { media } = t.context
  t.context.media = { ...media, preview: async () => null, playable: async () => Promise.reject(new Error('no memory')) }
  const id = await archive('A lighthouse in a storm').finally(() => {
    t.context.media = media
  })
  expect((await findTask(t.engine, t.context.database.client, id))?.state).toBe('succeeded')
  expect(await videoOf(id)).toMatchObject({ previewKey: null, preview: null, playableKey: null })
  // It has been tried: nobody tries it for ever.
  await addMissingCompanions(t.context, t.engine)
  expect(await videoOf(id)).toMatchObject({ previewKey: null })
})

it('a take from before there were strips gets one later; one whose file is gone or no film is tried once', async () => {
  const { client } = t.context.database
  const ids = [await archive('A lighthouse in a storm'), await archive('A lighthouse in a storm'), await archive('A lighthouse in a storm')]
  const [whole, gone, broken] = ids.map((id) => id ?? '') as [string, string, string]
  for (const id of ids) await client.$executeRaw`UPDATE "Video" SET "previewKey" = NULL, preview = NULL WHERE "taskId" = ${id}`
  await t.context.storage.remove((await videoOf(gone)).storageKey)
  await t.context.storage.write((await videoOf(broken)).storageKey, Readable.from(['no film']), { contentType: 'video/mp4' })
  for (const _ of ids) await addMissingCompanions(t.context, t.engine)
  expect(await videoOf(whole)).toMatchObject({ previewKey: expect.stringContaining('.strip.webp'), preview: { frames: 12 } })
  for (const id of [gone, broken]) expect(await videoOf(id)).toMatchObject({ previewKey: null, preview: null })
  const untried = await client.$queryRaw`SELECT 1 FROM "Video" WHERE preview IS NULL`
  expect(untried).toEqual([])
})
