import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { TaskView } from '#lib/generation/task-view.ts'
import type { ApiClient } from './api-client.ts'
import type { House } from './house.ts'
import { judge } from './judge.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'

export const moving = ['queued', 'submitting', 'running', 'archiving'] as const satisfies readonly TaskState[]
export const census = [...moving, 'unconfirmed'] as const satisfies readonly TaskState[]

export const keyOf = (order: Order) => `chaos-${order.tag}`

/** Orders that nobody acknowledged are asked for again, as a person would: with the same key, so that none is made twice. */
export async function placeRest(api: ApiClient, orders: readonly Order[]): Promise<void> {
  for (const order of orders) order.acknowledgedId ??= await api.submit(order.request, keyOf(order))
}

/** Until nothing moves any more, or nothing has changed for so long that what is left counts as stuck. */
export async function settle(api: ApiClient, quietMs: number): Promise<void> {
  let before = ''
  let changedAt = performance.now()
  for (;;) {
    const counts = await Promise.all(moving.map((state) => api.count(state)))
    if (counts.every((number) => number === 0)) return
    if (counts.join() !== before) changedAt = performance.now()
    if (performance.now() - changedAt > quietMs) return
    before = counts.join()
    await delay(1_000)
  }
}

/** Downloads some of the films and compares them with their receipts. */
export async function verifyFiles(api: ApiClient, tasks: readonly TaskView[], random: Random) {
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

/** When the last process that was to be stopped has been: everything comes to rest, then our books are held against the vendors'. */
export async function bringToRest(
  { api, house, random }: { api: ApiClient; house: House; random: Random },
  orders: readonly Order[],
  quietMs: number,
) {
  await placeRest(api, orders)
  await settle(api, quietMs)
  const tasks = await api.listAll()
  if (tasks === null) throw new Error('the server did not list its tasks')
  return { verdict: judge(orders, tasks, await house.sandbox.ledger()), files: await verifyFiles(api, tasks, random) }
}
