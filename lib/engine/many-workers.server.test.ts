import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Database } from '#lib/data/database.ts'
import { openQueue, type PgBossQueue } from '#lib/data/open-queue.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { createCallMetrics } from '#lib/services/call-metrics.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { submitGeneration } from '#lib/services/submit-generation.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { type Engine, startEngine } from './start-engine.ts'

interface Worker {
  context: ServiceContext
  database: Database
  queue: PgBossQueue
  engine: Engine
}

let t: TestContext
let viewer: UserViewer
const workers: Worker[] = []

beforeEach(async () => {
  t = await createTestContext({ SANDBOX_RENDER_SECONDS: '0' }, { clock: 'real' })
  viewer = await t.createViewer('owner')
  for (const workerId of ['worker-a', 'worker-b']) {
    const database = await t.test.reopen()
    const queue = await openQueue(database)
    const context = { ...t.context, workerId, database, queue, metrics: createCallMetrics() }
    workers.push({ context, database, queue, engine: await startEngine(context, queue.boss, { sweepEveryMs: 1_000 }) })
  }
})
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    await worker.engine.stop()
    await worker.queue.stop()
    await worker.database.close()
  }
  await t[Symbol.asyncDispose]()
})

async function submit(prompt: string, vendor: VendorId): Promise<string> {
  const settings = vendor === 'uniall' ? { duration: 5, model: 'seedance2.0', resolution: '480p' } : { duration: 4 }
  const result = await submitGeneration(t.context, viewer, { request: { vendor, mode: 'text_to_video', prompt, ...settings } })
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.issues)}`)
  return result.take.id
}

async function submitMany(count: number): Promise<string[]> {
  const prompts = Array.from({ length: count }, (_, index) => `Shared ${index} [sandbox:fail]`)
  for (const [index, prompt] of prompts.entries()) await submit(prompt, vendorIds[index % vendorIds.length] ?? 'loova')
  return prompts
}

async function expectEachCreatedOnce(prompts: readonly string[]): Promise<void> {
  const created = (await t.context.sandbox?.ledger())?.map((entry) => entry.prompt) ?? []
  expect(created.toSorted()).toEqual(prompts.toSorted())
}

const countIn = (state: string) => t.context.database.client.task.count({ where: { state } }).catch(() => -1)

it('two workers share 200 takes: each is created once, and both take part', { timeout: 180_000 }, async () => {
  const prompts = await submitMany(200)
  await expect.poll(() => countIn('failed'), { timeout: 170_000, interval: 250 }).toBe(prompts.length)
  await expectEachCreatedOnce(prompts)
  const { client } = t.context.database
  expect(await client.task.count({ where: { failureCode: { not: 'generation_failed' } } })).toBe(0)
  const creates = workers.map(({ context }) =>
    context.metrics.list().reduce((sum, one) => sum + (one.call === 'create' ? one.count : 0), 0),
  )
  expect(Math.min(...creates)).toBeGreaterThan(0)
})

it('goes on by itself when PostgreSQL was away', { timeout: 180_000 }, async () => {
  const prompts = await submitMany(60)
  await expect.poll(() => countIn('failed'), { timeout: 60_000, interval: 100 }).toBeGreaterThan(5)
  const url = new URL(t.test.url ?? '')
  const name = url.pathname.slice(1)
  url.pathname = '/postgres'
  const admin = new pg.Client({ connectionString: url.href })
  await admin.connect()
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`)
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name])
  // Away until twelve tries in a row were refused, so that alarms, checks and the sweep have met it too.
  let refused = 0
  await expect.poll(async () => (refused = (await countIn('failed')) === -1 ? refused + 1 : 0), { timeout: 30_000, interval: 300 }).toBe(12)
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  await admin.end()
  const settled = async () => (await countIn('failed')) + (await countIn('unconfirmed'))
  await expect.poll(settled, { timeout: 150_000, interval: 250 }).toBe(prompts.length)
  await expectEachCreatedOnce(prompts)
})
