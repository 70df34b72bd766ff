import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { findFreePort } from '../scripts/find-free-port.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { openHouse } from './house.ts'
import { isFlawless, type Verdict } from './judge.ts'
import { createOrder, type Order, quickMix, wholeMix } from './orders.ts'
import { createRandom, type Random } from './random.ts'
import { bringToRest, census, keyOf } from './settle.ts'
import type { Victim } from './victim.ts'

export interface KillRoundsOptions {
  database: 'embedded' | 'postgres'
  rounds: number
  seed: number
  /** After so long without any change, what still moves counts as stuck. */
  quietMs: number
  /** Less variety, so that everything comes to rest within seconds: for `npm test`. */
  isQuick: boolean
}

export interface KillRoundsResult {
  verdict: Verdict
  ok: boolean
  acknowledged: number
  killedWhileStarting: number
  /** How many takes were found in each state after a kill, over all rounds. */
  found: Record<string, number>
  /** Downloaded at the end, and equal to the checksum of their receipt. */
  verifiedFiles: number
  damagedFiles: number
  seconds: number
}

/** Kills a running server at random moments, again and again, and then asks the vendors what they remember. */
export async function runKillRounds(options: KillRoundsOptions): Promise<KillRoundsResult> {
  const startedAt = performance.now()
  const random = createRandom(options.seed)
  const port = await findFreePort()
  const house = await openHouse({ name: options.database, database: options.database, port, renderSeconds: options.isQuick ? 1 : 2 })
  const api = createApiClient(`http://127.0.0.1:${port}`, house.apiKey)
  const orders: Order[] = []
  const found: Record<string, number> = Object.fromEntries(census.map((state) => [state, 0]))
  let killedWhileStarting = 0
  let isDone = false
  try {
    for (let round = 1; round <= options.rounds; round++) {
      const server = house.startWeb(port)
      if (round > 1 && random.isOnceIn(6)) {
        killedWhileStarting++
        await Promise.race([server.exited, delay(random.below(4_000))])
      } else {
        await server.hear(/Dailies is ready/)
        // On a busy machine the first answer may take longer than a whole life would last.
        await api.count('running')
        await liveUntilKilled(server, { api, random, orders, found, isQuick: options.isQuick })
      }
      await server.kill('SIGKILL')
      if (round % 10 === 0) console.log(`  ${options.database}: ${round} rounds, ${orders.length} orders`)
    }
    if (options.isQuick && house.postgres) await endLeases(house.postgres.url)
    const server = house.startWeb(port)
    await server.hear(/Dailies is ready/)
    const { verdict, files } = await bringToRest({ api, house, random }, orders, options.quietMs)
    await server.kill('SIGTERM')
    isDone = isFlawless(verdict) && files.damaged === 0
    return {
      verdict,
      ok: isDone,
      acknowledged: orders.filter((order) => order.acknowledgedId !== null).length,
      killedWhileStarting,
      found,
      verifiedFiles: files.verified,
      damagedFiles: files.damaged,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    }
  } finally {
    await house.close(isDone)
  }
}

/** When a server that has started is killed, and how many takes are ordered of it. */
const paceOf = (isQuick: boolean) => (isQuick ? { killWithinMs: 2_000, most: 12 } : { killWithinMs: 4_000, most: 8 })

interface Life {
  api: ApiClient
  random: Random
  orders: Order[]
  found: Record<string, number>
  isQuick: boolean
}

/** People order, ask again where no answer came, and cancel, until the moment that was drawn for the kill. */
async function liveUntilKilled(server: Victim, { api, random, orders, found, isQuick }: Life): Promise<void> {
  const { killWithinMs, most } = paceOf(isQuick)
  const killed = delay(random.below(killWithinMs))
  const count = async () => {
    for (const state of census) {
      const number = await api.count(state)
      if (number !== null) found[state] = (found[state] ?? 0) + number
    }
  }
  const place = async (order: Order, afterMs: number) => {
    await delay(afterMs)
    if (!server.isGone()) order.acknowledgedId ??= await api.submit(order.request, keyOf(order))
  }
  const unanswered = orders.filter((order) => order.acknowledgedId === null)
  const fresh = Array.from({ length: most - 5 + random.below(6) }, (_, index) =>
    createOrder(random, orders.length + index + 1, isQuick ? quickMix : wholeMix),
  )
  orders.push(...fresh)
  // Of the latest: most of the others have ended.
  const cancelled = random.isOnceIn(3) ? random.pick(orders.slice(-20)) : null
  const work = [
    count(),
    ...unanswered.map((order) => place(order, 0)),
    ...fresh.map((order) => place(order, random.below((killWithinMs * 3) / 4))),
    ...(cancelled?.acknowledgedId ? [cancelOrder(api, cancelled, cancelled.acknowledgedId)] : []),
  ]
  // What is still under way at the kill finds no answer, and is not waited for.
  const finished = Promise.all(work)
  finished.catch(() => undefined)
  await Promise.race([killed, finished.then(() => killed)])
}

async function cancelOrder(api: ApiClient, order: Order, id: string): Promise<void> {
  // Noted before the answer: a kill may swallow the answer to a cancellation that happened.
  order.isCancelled = true
  if ((await api.cancel(id)) === 'cancelled') order.isCancelAcknowledged = true
}

/** Every process is dead, and nobody waits here for the leases of its creates: a minute and a half on a server. */
async function endLeases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`UPDATE "Task" SET "leaseUntil" = now(), "dueAt" = now() WHERE "leaseUntil" > now()`)
  await client.end()
}
