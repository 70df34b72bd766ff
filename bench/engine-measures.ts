import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { createId } from '#lib/data/id.ts'
import { startEngine } from '#lib/engine/start-engine.ts'
import { handleCallback } from '#lib/services/handle-callback.ts'
import { submitGeneration } from '#lib/services/submit-generation.ts'
import type { House } from './testing/engine-house.ts'

const batchSize = 40
const workOptions = { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }
/** Submits and sends under way at once, as from a busy page. */
const clients = 20

export interface Spread {
  p50: number
  p95: number
  p99: number
}

export interface Load {
  /** Of one processor. */
  cpuShare: number
  rssMb: number
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

async function inParallel(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: clients }, worker))
}

async function submit(house: House, vendor: 'uniall' | 'loova' | 'seedance2ai', prompt: string): Promise<string> {
  const request = {
    vendor,
    mode: 'text_to_video',
    prompt,
    duration: 5,
    ...(vendor === 'uniall' && { model: 'seedance2.0', resolution: '480p' }),
  }
  const result = await submitGeneration(house.context, house.viewer, { request })
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.issues)}`)
  return result.take.id
}

/** A queue like ours, whose jobs do nothing. */
async function withBareQueue<T>(house: House, onJob: (data: { at: number }) => void, work: (name: string) => Promise<T>): Promise<T> {
  const { boss } = house
  const name = `bare-${createId()}`
  await boss.createQueue(name, { policy: 'short', notify: true, retryLimit: 0 })
  await boss.work<{ at: number }>(name, workOptions, async (jobs) => {
    for (const { data } of jobs) onJob(data)
  })
  const result = await work(name)
  await boss.offWork(name, { wait: true })
  await boss.deleteQueue(name)
  return result
}

export interface Throughput {
  perSecond: number
  /** Of this process, each. */
  cpuMs: number
  statements: number
}

/** Every statement of this process, Prisma's and pg-boss's too, goes through the driver's one method. */
let statements = 0
const { query } = pg.Client.prototype
pg.Client.prototype.query = function (this: pg.Client, ...input: unknown[]) {
  statements++
  return Reflect.apply(query, this, input)
} as typeof query

async function measureThroughput(count: number, work: () => Promise<unknown>): Promise<Throughput> {
  const before = { cpu: process.cpuUsage(), statements, at: performance.now() }
  await work()
  const { user, system } = process.cpuUsage(before.cpu)
  return {
    perSecond: count / ((performance.now() - before.at) / 1000),
    cpuMs: (user + system) / 1000 / count,
    statements: (statements - before.statements) / count,
  }
}

/** From the first submit to the last `succeeded`: submit, create, check, copy, four moves and every event of the timeline. */
export async function measureTakes(house: House, count: number): Promise<Throughput> {
  const engine = await startEngine(house.context)
  const done = Promise.withResolvers<void>()
  let archived = 0
  house.onArchived = () => {
    if (++archived === count) done.resolve()
  }
  const result = await measureThroughput(count, async () => {
    await inParallel(count, (index) => submit(house, 'uniall', `Take ${index}`))
    await done.promise
  })
  await engine.stop()
  return result
}

export async function measureJobs(house: House, count: number): Promise<Throughput> {
  const done = Promise.withResolvers<void>()
  let worked = 0
  const onJob = () => {
    if (++worked === count) done.resolve()
  }
  return withBareQueue(house, onJob, (name) =>
    measureThroughput(count, async () => {
      await inParallel(count, (index) => house.boss.send(name, { at: 0 }, { singletonKey: String(index) }))
      await done.promise
    }),
  )
}

/** From the acknowledged submit to the create at the vendor, on an idle engine. */
export async function measurePickup(house: House, count: number): Promise<Spread> {
  const engine = await startEngine(house.context)
  const latencies: number[] = []
  for (let index = 0; index < count; index++) {
    await delay(60 + 4 * (index % 40))
    const arrived = Promise.withResolvers<number>()
    house.vendor.onCreate = () => arrived.resolve(performance.now())
    // Asked for much later, so that the engine is idle again.
    await submit(house, 'loova', `Pickup ${index}`)
    const acknowledgedAt = performance.now()
    latencies.push(Math.max(0, (await arrived.promise) - acknowledgedAt))
  }
  house.vendor.onCreate = () => {}
  await engine.stop()
  await forget(house)
  return spreadOf(latencies)
}

export async function measureBarePickup(house: House, count: number): Promise<Spread> {
  const latencies: number[] = []
  let arrived = Promise.withResolvers<number>()
  return withBareQueue(
    house,
    () => arrived.resolve(performance.now()),
    async (name) => {
      for (let index = 0; index < count; index++) {
        await delay(60 + 4 * (index % 40))
        arrived = Promise.withResolvers<number>()
        await house.boss.send(name, { at: 0 }, { singletonKey: String(index) })
        const sentAt = performance.now()
        latencies.push(Math.max(0, (await arrived.promise) - sentAt))
      }
      return spreadOf(latencies)
    },
  )
}

/** From the vendor's callback to `succeeded`: the confirming query, the copy of a small file, and its receipt. */
export async function measureFinish(house: House, count: number): Promise<Spread> {
  const engine = await startEngine(house.context)
  const latencies: number[] = []
  for (let index = 0; index < count; index++) {
    const id = await submit(house, 'seedance2ai', `Finish ${index}`)
    const vendorTaskId = await waitForVendorTask(house, id)
    const archived = Promise.withResolvers<number>()
    house.onArchived = (taskId) => taskId === id && archived.resolve(performance.now())
    const calledAt = performance.now()
    const callbackUrl = house.vendor.finish(vendorTaskId)
    if (!(await handleCallback(house.context, callbackUrl.slice(callbackUrl.lastIndexOf('/') + 1), { taskId: vendorTaskId })))
      throw new Error('the callback was not known')
    latencies.push((await archived.promise) - calledAt)
  }
  await engine.stop()
  return spreadOf(latencies)
}

async function waitForVendorTask(house: House, id: string): Promise<string> {
  for (;;) {
    const task = await house.context.database.client.task.findUnique({ where: { id }, select: { vendorTaskId: true } })
    if (task?.vendorTaskId) return task.vendorTaskId
    await delay(10)
  }
}

/** How late what is due runs, with `count` takes in flight that are each asked for about once a minute. */
export async function measureInFlight(house: House, count: number, seconds: number): Promise<{ lateness: Spread; checks: number } & Load> {
  const dueAt = new Map<string, number>()
  const taskOf = new Map<string, string>()
  for (let index = 0; index < count; index++) taskOf.set(`flying_${index}`, createId(Date.now() - 600_000))
  await insertRunning(house, taskOf)
  // Over a minute, beginning when the rows are written and the engine has started.
  const startAt = Date.now() + 5_000
  const moments = [...taskOf.values()].map((id, index) => ({ id, at: new Date(startAt + Math.round((60_000 * index) / count)) }))
  for (const { id, at } of moments) dueAt.set(id, at.getTime())
  await house.context.database.client.$executeRaw`
    UPDATE "Task" AS t SET "dueAt" = m.at
      FROM jsonb_to_recordset(${JSON.stringify(moments)}::jsonb) AS m(id text, at timestamptz) WHERE t.id = m.id`
  const { ring } = house.context.queue
  house.context.queue.ring = (job) => {
    if (job.name === 'check') dueAt.set(job.taskId, job.startAfter?.getTime() ?? Date.now())
    ring(job)
  }
  const lateness: number[] = []
  house.vendor.onQuery = (vendorTaskId) => {
    const due = dueAt.get(taskOf.get(vendorTaskId) ?? '')
    if (due !== undefined) lateness.push(Math.max(0, Date.now() - due))
  }
  const engine = await startEngine(house.context)
  await delay(Math.max(0, startAt + 3_000 - Date.now()))
  lateness.length = 0
  const load = await measureLoad(seconds)
  const result = { lateness: spreadOf(lateness), checks: lateness.length / seconds, ...load }
  await engine.stop()
  house.vendor.onQuery = () => {}
  house.context.queue.ring = ring
  await forget(house)
  return result
}

/** What still runs must not disturb the next measure. */
async function forget(house: House): Promise<void> {
  await house.context.database.client.task.deleteMany({ where: { state: { notIn: ['succeeded'] } } })
}

/** As many jobs as checks would come in that time, that do nothing. */
export async function measureBareInFlight(house: House, count: number, seconds: number): Promise<{ lateness: Spread } & Load> {
  const lateness: number[] = []
  const onJob = ({ at }: { at: number }) => lateness.push(Math.max(0, Date.now() - at))
  return withBareQueue(house, onJob, async (name) => {
    const start = Date.now() + 5_000
    const jobs = Array.from({ length: count }, (_, index) => {
      const at = start + Math.round((60_000 * index) / count)
      return { data: { at }, singletonKey: String(index), startAfter: new Date(at) }
    })
    for (let from = 0; from < count; from += 1_000) await house.boss.insert(name, jobs.slice(from, from + 1_000))
    await delay(Math.max(0, start - Date.now()))
    const load = await measureLoad(Math.min(55, seconds))
    return { lateness: spreadOf(lateness), ...load }
  })
}

async function measureLoad(seconds: number): Promise<Load> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  await delay(seconds * 1000)
  const { user, system } = process.cpuUsage(before)
  return { cpuShare: (user + system) / 1000 / (performance.now() - startedAt), rssMb: process.memoryUsage.rss() / 1_048_576 }
}

async function insertRunning(house: House, taskOf: ReadonlyMap<string, string>): Promise<void> {
  const submittedAt = new Date(Date.now() - 600_000)
  const entries = [...taskOf]
  for (let from = 0; from < entries.length; from += 1_000) {
    const part = entries.slice(from, from + 1_000)
    await house.context.database.client.task.createMany({
      data: part.map(([vendorTaskId, id]) => ({
        id,
        userId: house.viewer.userId,
        vendor: 'loova',
        model: 'seedance_2_0',
        mode: 'text_to_video',
        state: 'running',
        prompt: 'In flight',
        request: { vendor: 'loova', mode: 'text_to_video', prompt: 'In flight', duration: 5 },
        requestHash: id,
        vendorTaskId,
        vendorStatus: 'running',
        createdAt: submittedAt,
        submittedAt,
      })),
    })
  }
}
