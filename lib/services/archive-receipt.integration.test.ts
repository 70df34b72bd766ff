import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { archiveVideo } from './archive-video.ts'
import { findReceipt, findTake, listTaskEvents } from './find-take.ts'
import { checkUntilLeft, requireTask, sendTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'
import { verifyVideo } from './verify-video.ts'

let t: TestContext
let alice: UserViewer
let id: string

beforeAll(async () => {
  t = await createTestContext()
  alice = await t.createViewer('owner')
})
afterAll(() => t[Symbol.asyncDispose]())

/** A take whose file waits at the vendor. */
beforeEach(async () => {
  id = await sendTake(t, alice, 'A lighthouse in a storm')
  expect(await checkUntilLeft(t, id, 'running')).toBe('archiving')
})

const archive = () => archiveVideo(t.context, t.engine, id)
const verify = async () => {
  const result = await verifyVideo(t.context, alice, id)
  if (!result.ok) throw new Error(result.message)
  return result.verification
}

it('a receipt is proven on demand: intact, changed or missing, and only to its owner', async () => {
  await archive()
  const receipt = await findReceipt(t.context, alice, id)
  expect(await verify()).toMatchObject({ state: 'intact', sha256: receipt?.sha256 })
  expect(await verifyVideo(t.context, await t.createViewer(), id)).toMatchObject({ ok: false, code: 'not_found' })

  const key = (await findVideo(alice, t.context.database.client, id))?.storageKey ?? ''
  await t.context.storage.remove(key)
  await t.context.storage.write(key, Readable.from(['something else']), { contentType: 'video/mp4' })
  expect(await verify()).toMatchObject({ state: 'changed', message: expect.stringContaining('checksum differs') })
  await t.context.storage.remove(key)
  expect(await verify()).toMatchObject({ state: 'missing', sha256: null })
  const types = (await listTaskEvents(t.context, alice, id)).map((event) => event.type)
  expect(types.filter((type) => type === 'verification_failed')).toHaveLength(2)
})

it('a film that is not what was asked for is shown as it is', async () => {
  await archive()
  expect((await findTake(t.context, alice, id))?.mismatch).toEqual([])
  await t.context.database.client.video.update({ where: { taskId: id }, data: { duration: 2.5 } })
  expect((await findTake(t.context, alice, id))?.mismatch).toEqual(['Asked for 4 s, delivered 2.5 s.'])
})

it('a file server that is away is asked for a day, and a storage that was full for long uses up no tries', async () => {
  const { sandbox, storage } = t.context
  if (!sandbox) throw new Error('no sandbox')
  const isFile = (input: unknown) => !String(input).startsWith(sandbox.baseUrl('loova'))
  const answerFiles = (answer: () => Response) => {
    t.context.sandbox = { ...sandbox, fetch: async (input, init) => (isFile(input) ? answer() : sandbox.fetch(input, init)) }
  }
  answerFiles(() => new Response('busy', { status: 503 }))
  for (let tries = 0; tries < 12; tries++) {
    await archive()
    t.advance(3_600_000)
  }
  expect(await requireTask(t, id)).toMatchObject({ state: 'archiving', waitReason: 'vendor_unavailable' })
  expect((await findTake(t.context, alice, id))?.note).toContain('file server does not answer')
  t.context.sandbox = sandbox
  t.context.storage = { ...storage, putFile: () => Promise.reject(new Error('away')) }
  for (let tries = 0; tries < 8; tries++) {
    await archive()
    t.advance(600_000)
  }
  t.context.storage = storage
  answerFiles(() => new Response('gone', { status: 404 }))
  await archive()
  expect(await requireTask(t, id)).toMatchObject({ state: 'archiving', waitReason: null, attempts: 1 })
  t.context.sandbox = sandbox
  t.advance(10_000)
  await archive()
  expect((await requireTask(t, id)).state).toBe('succeeded')
})

it('a take waits as long as it must while the storage is full, says so, and is saved when there is room', async () => {
  const { storage } = t.context
  t.context.storage = {
    ...storage,
    putFile: async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write', errno: -28 })
    },
  }
  for (let tries = 0; tries < 10; tries++) {
    await archive()
    t.advance(600_000)
  }
  expect(await requireTask(t, id)).toMatchObject({ state: 'archiving', waitReason: 'storage', attempts: 10 })
  expect((await findTake(t.context, alice, id))?.note).toContain('storage is full or away')
  t.context.storage = storage
  await archive()
  expect(await requireTask(t, id)).toMatchObject({ state: 'succeeded', waitReason: null })
})
