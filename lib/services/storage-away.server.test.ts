import { execFileSync } from 'node:child_process'
import { mkdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { createStorage } from '#lib/storage/create-storage.ts'
import { archiveVideo } from './archive-video.ts'
import { findOwnersNote } from './find-owners-note.ts'
import { findTake } from './find-take.ts'
import { listActivity } from './list-activity.ts'
import { metricsText } from './metrics-text.ts'
import { openVideo } from './open-video.ts'
import { checkUntilLeft, sendTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let owner: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  owner = await t.createViewer('owner')
})
afterAll(() => t[Symbol.asyncDispose]())

const stateOf = async (id: string) => (await findTask(t.engine, t.context.database.client, id))?.state

/** Finished at the vendor, and not yet copied. */
async function bringToArchiving(prompt: string): Promise<string> {
  // The smallest film there is: drawing it is most of what this costs.
  const id = await sendTake(t, owner, prompt, { vendor: 'uniall', ratio: '1:1' })
  expect(await checkUntilLeft(t, id, 'running')).toBe('archiving')
  return id
}

/** Waits without an end and without a second create, and says so to its maker and to the owner. */
async function expectToWaitForStorage(ids: readonly string[]): Promise<void> {
  const [first = '', ...others] = ids
  for (const id of others) await archiveVideo(t.context, t.engine, id)
  // More often than a file that the vendor has lost would be asked for.
  for (let tries = 0; tries < 6; tries++) {
    await archiveVideo(t.context, t.engine, first)
    t.advance(600_000)
  }
  for (const id of ids) {
    const take = await findTake(t.context, owner, id)
    expect(take).toMatchObject({ state: 'archiving', failure: null, note: expect.stringContaining('storage is full or away') })
  }
  expect((await listActivity(t.context, owner))?.storageWaits).toBe(ids.length)
  expect(await findOwnersNote(t.context, owner)).toMatch(/full or away: .*finished takes? waits? to be saved/)
  expect(await findOwnersNote(t.context, await t.createViewer())).toBeNull()
  expect(await metricsText(t.context, owner)).toContain(`dailies_tasks_waiting_for_storage ${ids.length}\n`)
}

async function expectToBeSaved(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await archiveVideo(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('succeeded')
    const stored = await openVideo(t.context, owner, id)
    const take = await findTake(t.context, owner, id)
    expect((await t.context.storage.stat(stored?.storageKey ?? ''))?.bytes).toBe(take?.video?.bytes)
  }
  expect((await listActivity(t.context, owner))?.storageWaits).toBe(0)
  expect(await findOwnersNote(t.context, owner)).toBeNull()
  expect(await metricsText(t.context, owner)).toContain('dailies_tasks_waiting_for_storage 0\n')
}

async function startBucket(port: number): Promise<{ port: number; stop(): Promise<void> }> {
  const directory = path.join(t.context.env.DATA_DIR, 'bucket')
  const s3 = new S3rver({ port, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'takes' }] })
  const address = await s3.run()
  return { port: address.port, stop: () => s3.close() }
}

it('object storage that goes away while takes are being saved holds them up, and costs none', { timeout: 120_000 }, async () => {
  const bucket = await startBucket(0)
  const disk = t.context.storage
  t.context.storage = createStorage({
    ...t.context.env,
    S3_BUCKET: 'takes',
    S3_ENDPOINT: `http://127.0.0.1:${bucket.port}`,
    S3_ACCESS_KEY_ID: 'S3RVER',
    S3_SECRET_ACCESS_KEY: 'S3RVER',
  })
  try {
    const ids = [await bringToArchiving('A lighthouse in a storm'), await bringToArchiving('A lighthouse in a storm')]
    await bucket.stop()
    await expectToWaitForStorage(ids)
    const again = await startBucket(bucket.port)
    try {
      await expectToBeSaved(ids)
    } finally {
      await again.stop()
    }
  } finally {
    t.context.storage = disk
  }
  expect(await t.context.sandbox?.ledger()).toHaveLength(2)
})

/** Only root may mount; elsewhere the test says that it was left out. */
function tryMount(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', directory], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

it('a full disk holds takes up, and there is room again once somebody has made it', { timeout: 120_000 }, async ({ skip }) => {
  const small = path.join(t.context.env.DATA_DIR, 'small-disk')
  await mkdir(small, { recursive: true })
  if (!tryMount(small)) return skip('this user may not mount a small disk')
  const { DATA_DIR } = t.context.env
  const disk = t.context.storage
  try {
    t.context.env.DATA_DIR = small
    t.context.storage = createStorage({ ...t.context.env, S3_BUCKET: undefined })
    const id = await bringToArchiving('A lighthouse in a storm')
    const { bavail, bsize } = await statfs(small)
    const filler = path.join(small, 'filler')
    await writeFile(filler, Buffer.alloc(bavail * bsize - 8 * bsize))
    expect((await stat(filler)).size).toBeGreaterThan(1_000_000)
    await expectToWaitForStorage([id])
    await rm(filler)
    await expectToBeSaved([id])
  } finally {
    t.context.env.DATA_DIR = DATA_DIR
    t.context.storage = disk
    execFileSync('umount', ['-l', small])
  }
})
