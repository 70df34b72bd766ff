import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { findFreePort } from '../scripts/find-free-port.ts'
import { createApiClient } from './api-client.ts'
import { openHouse } from './house.ts'
import { countUnconfirmed, isFlawless, judge, type Unconfirmed, type Verdict } from './judge.ts'
import { createOrder, manyMix, type Order, orderOf } from './orders.ts'
import { createRandom } from './random.ts'
import { keyOf, moving, verifyFiles } from './settle.ts'
import type { Victim } from './victim.ts'

export interface WorkersOptions {
  seed: number
  workers: number
  tasks: number
  killEveryMs: number
  quietMs: number
}

export interface WorkersResult {
  verdict: Verdict
  ok: boolean
  acknowledged: number
  kills: number
  unconfirmed: Unconfirmed
  /** A take that was accepted, or ended, more than once in its own timeline: none may. */
  repeated: string[]
  submitSeconds: number
  /** From the first order to the last take's end. */
  seconds: number
  files: { verified: number; damaged: number }
}

const clients = 8

/** A web process that runs no jobs, and workers of which one is killed every few seconds and replaced. */
export async function runWorkers(options: WorkersOptions): Promise<WorkersResult> {
  const random = createRandom(options.seed)
  const port = await findFreePort()
  const house = await openHouse({ name: 'workers', database: 'postgres', port, renderSeconds: 0, settings: { LOG_LEVEL: 'warn' } })
  if (!house.postgres) throw new Error('this needs a server')
  const api = createApiClient(`http://127.0.0.1:${port}`, house.apiKey)
  const database = new pg.Pool({ connectionString: house.postgres.url, max: 2 })
  database.on('error', () => {})
  const workers: Victim[] = []
  let isDone = false
  let isOver = false
  try {
    const web = house.startWeb(port, { WORKER: 'off' })
    await web.hear(/Dailies is ready/)
    for (let count = 0; count < options.workers; count++) workers.push(house.startWorker())
    await Promise.all(workers.map((worker) => worker.hear(/worker is ready/)))

    // One film a vendor is rendered before the crowd comes, or the vendors would answer "busy" while they do it.
    const orders: Order[] = [...new Set(manyMix.vendors)].map((vendor, index) => orderOf('plain', vendor, index + 1))
    const startedAt = performance.now()
    await placeAll(api, orders)
    await untilSettled(database, options.quietMs)
    while (orders.length < options.tasks) orders.push(createOrder(random, orders.length + 1, manyMix))
    let kills = 0
    const killing = (async () => {
      for (;;) {
        await delay(options.killEveryMs)
        // The last tenth is left to end: on a busy machine a copy may take longer than a worker is let live.
        if (isOver || (orders.every((order) => order.acknowledgedId !== null) && (await countMoving(database)) <= options.tasks / 10))
          return
        const index = random.below(workers.length)
        await workers[index]?.kill('SIGKILL')
        kills++
        workers[index] = house.startWorker()
      }
    })()
    await placeAll(api, orders)
    const submitSeconds = Math.round((performance.now() - startedAt) / 1000)
    await untilSettled(database, options.quietMs)
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    isOver = true
    await killing
    const tasks = await api.listAll()
    if (tasks === null) throw new Error('the server did not list its tasks')
    const ledger = await house.sandbox.ledger()
    const verdict = judge(orders, tasks, ledger)
    const repeated = await findRepeated(database)
    const files = await verifyFiles(api, tasks, random)
    isDone = isFlawless(verdict) && repeated.length === 0 && files.damaged === 0 && tasks.length === options.tasks
    await Promise.all([web, ...workers].map((victim) => victim.kill('SIGTERM')))
    return {
      verdict,
      ok: isDone,
      acknowledged: orders.filter((order) => order.acknowledgedId !== null).length,
      kills,
      unconfirmed: countUnconfirmed(orders, tasks, ledger),
      repeated,
      submitSeconds,
      seconds,
      files,
    }
  } finally {
    isOver = true
    await database.end()
    await house.close(isDone)
  }
}

async function placeAll(api: ReturnType<typeof createApiClient>, orders: readonly Order[]): Promise<void> {
  const waiting = orders.filter((order) => order.acknowledgedId === null)
  const client = async () => {
    for (let order = waiting.shift(); order; order = waiting.shift()) {
      order.acknowledgedId = await api.submit(order.request, keyOf(order))
      if (order.acknowledgedId === null) waiting.push(order)
      if (waiting.length > 0 && waiting.length % 500 === 0) console.log(`  workers: ${waiting.length} orders to go`)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
}

async function countMoving(database: pg.Pool): Promise<number> {
  const { rows } = await database.query<{ count: number }>('SELECT count(*)::int AS count FROM "Task" WHERE state = ANY($1)', [moving])
  return rows[0]?.count ?? 0
}

/** By the database and not by the API, whose lists of thousands would be a load of their own. */
async function untilSettled(database: pg.Pool, quietMs: number): Promise<void> {
  let before = -1
  let changedAt = performance.now()
  for (let turn = 1; ; turn++) {
    const left = await countMoving(database)
    if (left !== before) changedAt = performance.now()
    if (left === 0 || performance.now() - changedAt > quietMs) return
    if (turn % 20 === 0) console.log(`  workers: ${left} takes still move`)
    before = left
    await delay(1_000)
  }
}

async function findRepeated(database: pg.Pool): Promise<string[]> {
  const { rows } = await database.query<{ taskId: string; type: string; count: number }>(
    `SELECT "taskId", type, count(*)::int AS count FROM "TaskEvent"
      WHERE type IN ('created', 'running', 'archiving', 'succeeded', 'failed', 'cancelled') GROUP BY 1, 2 HAVING count(*) > 1`,
  )
  return rows.map(({ taskId, type, count }) => `${taskId}: ${count} times ${type}`)
}
