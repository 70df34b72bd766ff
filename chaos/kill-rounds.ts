import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findPostgresPrograms, startPostgres } from '#lib/data/testing/postgres-server.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import { type ApiClient, createApiClient } from './api-client.ts'
import { isFlawless, judge, type Verdict } from './judge.ts'
import { createOrder, type Order } from './orders.ts'
import { createRandom, type Random } from './random.ts'
import { startSandboxProcess } from './sandbox-process.ts'
import { findFreePort, startVictim, type Victim } from './victim.ts'

const moving = ['queued', 'submitting', 'running', 'archiving'] as const satisfies readonly TaskState[]
const census = [...moving, 'unconfirmed'] as const satisfies readonly TaskState[]

export interface KillRoundsOptions {
  database: 'embedded' | 'postgres'
  rounds: number
  seed: number
  /** How long the last start has to bring everything to its end. */
  settleMs: number
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
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `dailies-chaos-${options.database}-`))
  const postgres = options.database === 'postgres' ? await startOwnPostgres() : null
  const sandbox = await startSandboxProcess(directory)
  const port = await findFreePort()
  const apiKey = randomBytes(24).toString('hex')
  const env: Record<string, string> = {
    ...sandbox.env,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: path.join(directory, 'data'),
    SANDBOX: 'off',
    LOG_LEVEL: 'info',
    OWNER_EMAIL: 'owner@example.com',
    OWNER_PASSWORD: randomBytes(12).toString('hex'),
    OWNER_API_KEY: apiKey,
    ...(postgres && { DATABASE_URL: postgres.url }),
  }
  const api = createApiClient(`http://127.0.0.1:${port}`, apiKey)
  const logFile = path.join(directory, 'server.log')
  const orders: Order[] = []
  const found: Record<string, number> = Object.fromEntries(census.map((state) => [state, 0]))
  let killedWhileStarting = 0
  let isDone = false
  try {
    for (let round = 1; round <= options.rounds; round++) {
      const server = startVictim('scripts/start.ts', env, logFile)
      if (round > 1 && random.isOnceIn(6)) {
        killedWhileStarting++
        await Promise.race([server.exited, delay(random.below(4_000))])
      } else {
        await server.hear(/Dailies is ready/)
        await liveUntilKilled(server, { api, random, orders, found })
      }
      await server.kill('SIGKILL')
      if (round % 10 === 0) console.log(`  ${options.database}: ${round} rounds, ${orders.length} orders`)
    }
    const server = startVictim('scripts/start.ts', env, logFile)
    await server.hear(/Dailies is ready/)
    for (const order of orders) order.acknowledgedId ??= await api.submit(order.request, keyOf(order))
    await settle(api, options.settleMs)
    const tasks = await api.listAll()
    if (tasks === null) throw new Error('the server did not list its tasks')
    const verdict = judge(orders, tasks, await sandbox.ledger())
    const files = await verifyFiles(api, tasks, random)
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
    await sandbox.stop()
    await postgres?.stop()
    if (isDone) fs.rmSync(directory, { recursive: true, force: true })
    else console.log(`  ${options.database}: everything is kept in ${directory}`)
  }
}

const keyOf = (order: Order) => `chaos-${order.tag}`

interface Life {
  api: ApiClient
  random: Random
  orders: Order[]
  found: Record<string, number>
}

/** People order, ask again where no answer came, and cancel, until the moment that was drawn for the kill. */
async function liveUntilKilled(server: Victim, { api, random, orders, found }: Life): Promise<void> {
  const killed = delay(random.below(4_000))
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
  const fresh = Array.from({ length: 3 + random.below(6) }, (_, index) => createOrder(random, orders.length + index + 1))
  orders.push(...fresh)
  const cancelled = random.isOnceIn(4) && orders.length > 0 ? random.pick(orders) : null
  const work = [
    count(),
    ...unanswered.map((order) => place(order, 0)),
    ...fresh.map((order) => place(order, random.below(3_000))),
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
  await api.cancel(id)
}

async function settle(api: ApiClient, settleMs: number): Promise<void> {
  const endsAt = performance.now() + settleMs
  for (;;) {
    const counts = await Promise.all(moving.map((state) => api.count(state)))
    if (counts.every((number) => number === 0) || performance.now() > endsAt) return
    await delay(2_000)
  }
}

async function verifyFiles(api: ApiClient, tasks: NonNullable<Awaited<ReturnType<ApiClient['listAll']>>>, random: Random) {
  let verified = 0
  let damaged = 0
  const finished = tasks.filter((task) => task.video !== null)
  for (let sample = 0; sample < Math.min(20, finished.length); sample++) {
    const task = random.pick(finished)
    const bytes = await api.download(task.id)
    const isSame = bytes !== null && createHash('sha256').update(bytes).digest('hex') === task.video?.sha256
    if (isSame) verified++
    else damaged++
  }
  return { verified, damaged }
}

async function startOwnPostgres() {
  const programs = await findPostgresPrograms()
  if (programs === null) throw new Error('No PostgreSQL server programs (initdb, postgres) were found; Debian has them in `postgresql`.')
  return startPostgres(programs)
}
