import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '../scripts/find-free-port.ts'
import { createApiClient } from './api-client.ts'
import { openHouse } from './house.ts'
import { isFlawless, type Verdict } from './judge.ts'
import { createOrder, type Order, orderOf } from './orders.ts'
import { createRandom } from './random.ts'
import { bringToRest, census, keyOf, placeRest } from './settle.ts'

export interface OutageOptions {
  seed: number
  orders: number
  outageMs: number
  quietMs: number
}

export interface OutageResult {
  verdict: Verdict
  ok: boolean
  acknowledged: number
  /** How many takes were in each state when the server was shut down. */
  found: Record<string, number>
  /** How many of the orders that were placed meanwhile got an answer, and all that were placed. */
  placedMeanwhile: number
  /** From the server's return to the first healthy answer. */
  healthyAfterMs: number
  /** Web and worker processes that ended by themselves: none may. */
  ended: number
  files: { verified: number; damaged: number }
  seconds: number
}

/** PostgreSQL is shut down under a web process and a worker with takes in every state, and started again. */
export async function runOutage(options: OutageOptions): Promise<OutageResult> {
  const startedAt = performance.now()
  const random = createRandom(options.seed)
  const port = await findFreePort()
  const house = await openHouse({ name: 'outage', database: 'postgres', port })
  const api = createApiClient(`http://127.0.0.1:${port}`, house.apiKey)
  // One of each kind that stays long in its state, so that every state is there whatever was drawn.
  const orders: Order[] = [
    orderOf('hanging', 'loova', 1),
    orderOf('lost', 'loova', 2),
    orderOf('stubbornFile', 'seedance2ink', 3),
    ...Array.from({ length: 5 }, (_, index) => orderOf('long', 'seedance2ai', 4 + index)),
  ]
  while (orders.length < options.orders) orders.push(createOrder(random, orders.length + 1))
  let isDone = false
  try {
    const web = house.startWeb(port)
    await web.hear(/Dailies is ready/)
    const worker = house.startWorker()
    await worker.hear(/worker is ready/)
    await placeRest(api, orders)
    const found = await waitForEveryState(api)
    await house.postgres?.pause()
    console.log(`  outage: PostgreSQL is gone for ${options.outageMs / 1000} s`)
    const back = delay(options.outageMs)
    const meanwhile = Array.from({ length: 10 }, (_, index) => createOrder(random, orders.length + index + 1))
    orders.push(...meanwhile)
    for (const order of meanwhile)
      order.acknowledgedId ??= await Promise.race([api.submit(order.request, keyOf(order)), back.then(() => null)])
    const placedMeanwhile = meanwhile.filter((order) => order.acknowledgedId !== null).length
    await back
    await house.postgres?.resume()
    const resumedAt = performance.now()
    while (!(await isHealthy(port))) await delay(100)
    const healthyAfterMs = Math.round(performance.now() - resumedAt)
    const { verdict, files } = await bringToRest({ api, house, random }, orders, options.quietMs)
    const ended = [web, worker].filter((victim) => victim.isGone()).length
    await Promise.all([web.kill('SIGTERM'), worker.kill('SIGTERM')])
    isDone = isFlawless(verdict) && files.damaged === 0 && ended === 0
    return {
      verdict,
      ok: isDone,
      acknowledged: orders.filter((order) => order.acknowledgedId !== null).length,
      found,
      placedMeanwhile,
      healthyAfterMs,
      ended,
      files,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    }
  } finally {
    await house.close(isDone)
  }
}

async function waitForEveryState(api: ReturnType<typeof createApiClient>): Promise<Record<string, number>> {
  const endsAt = performance.now() + 60_000
  for (;;) {
    const counts = await Promise.all(census.map(async (state) => [state, (await api.count(state)) ?? 0] as const))
    if (counts.every(([, count]) => count > 0)) return Object.fromEntries(counts)
    if (performance.now() > endsAt) throw new Error(`not every state was there in a minute: ${JSON.stringify(counts)}`)
    await delay(100)
  }
}

async function isHealthy(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(10_000) }).catch(() => null)
  return response?.status === 200
}
