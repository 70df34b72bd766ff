import { spawn } from 'node:child_process'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Database } from '#lib/data/database.ts'
import { openQueue, type PgBossQueue } from '#lib/data/open-queue.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { createCallMetrics } from '#lib/services/call-metrics.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
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
    workers.push({ context, database, queue, engine: await startEngine(context, { sweepEveryMs: 1_000 }) })
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

const submit = (prompt: string, vendor: VendorId) => submitTake(t.context, viewer, prompt, { vendor })

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

/** `npm run worker`, on the test's database and with its sandbox's directory. */
function startWorkerProcess(): { pid: number; kill(): Promise<void>; ready: Promise<void> } {
  const child = spawn(process.execPath, ['scripts/worker.ts'], {
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      DATABASE_URL: t.test.url,
      DATA_DIR: t.context.env.DATA_DIR,
      SANDBOX_RENDER_SECONDS: '0',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    pid: child.pid ?? 0,
    ready: new Promise((resolve) => child.stdout.on('data', (chunk) => String(chunk).includes('is ready') && resolve())),
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

it('a worker process that is killed leaves nothing undone and nothing done twice', { timeout: 180_000 }, async () => {
  // The two of this process only look on.
  for (const worker of workers) await worker.engine.stop()
  const processes = [startWorkerProcess(), startWorkerProcess()]
  const [first] = processes
  try {
    await Promise.all(processes.map(({ ready }) => ready))
    const prompts = await submitMany(120)
    await expect.poll(() => countIn('failed'), { timeout: 60_000, interval: 20 }).toBeGreaterThan(10)
    await first?.kill()
    // A minute and a half pass for the leases that only this one could have ended.
    const { client } = t.context.database
    await client.task.updateMany({
      where: { leaseOwner: { contains: `-${first?.pid}-` } },
      data: { leaseUntil: new Date(0), dueAt: new Date(0) },
    })
    const settled = async () => (await countIn('failed')) + (await countIn('unconfirmed'))
    await expect.poll(settled, { timeout: 120_000, interval: 200 }).toBe(prompts.length)
    const created = (await t.context.sandbox?.ledger())?.map((entry) => entry.prompt) ?? []
    expect(new Set(created).size).toBe(created.length)
    // What was being sent when the process died may have reached the vendor or not; everything else did, once.
    const unconfirmed = await client.task.findMany({ where: { state: 'unconfirmed' }, select: { prompt: true } })
    const cutOff = new Set(unconfirmed.map(({ prompt }) => prompt))
    expect(prompts.filter((prompt) => !created.includes(prompt) && !cutOff.has(prompt))).toEqual([])
    const ended = await client.taskEvent.groupBy({ by: ['taskId'], where: { type: 'failed' }, _count: true })
    expect(ended.filter(({ _count }) => _count !== 1)).toEqual([])
  } finally {
    for (const one of processes) await one.kill()
  }
})
