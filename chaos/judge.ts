import { isSettled } from '#lib/generation/task-state.ts'
import type { TaskView } from '#lib/generation/task-view.ts'
import { type Order, requireScene, tagOf } from './orders.ts'
import type { LedgerEntry } from './sandbox-process.ts'

export interface Verdict {
  tasks: number
  creates: number
  states: Record<string, number>
  /** Acknowledged and not there. */
  losses: string[]
  /** One order, two tasks here. */
  doubleTasks: string[]
  /** One order, two creates at the vendor. */
  doubleCreates: string[]
  wrongEnds: string[]
  stuck: string[]
  /** What we say was charged is not what the vendor charged. */
  wrongCharges: string[]
}

/** Compares what was ordered, what we have and what the vendors remember. */
export function judge(orders: readonly Order[], tasks: readonly TaskView[], ledger: readonly LedgerEntry[]): Verdict {
  const verdict: Verdict = {
    tasks: tasks.length,
    creates: ledger.length,
    states: {},
    ...{ losses: [], doubleTasks: [], doubleCreates: [], wrongEnds: [], stuck: [], wrongCharges: [] },
  }
  for (const task of tasks) verdict.states[task.state] = (verdict.states[task.state] ?? 0) + 1
  const tasksOf = Map.groupBy(tasks, (task) => tagOf(task.request.prompt ?? ''))
  const createsOf = Map.groupBy(ledger, (entry) => tagOf(entry.prompt))
  for (const order of orders) {
    const own = tasksOf.get(order.tag) ?? []
    const creates = createsOf.get(order.tag) ?? []
    const name = `#${order.tag} ${order.request.vendor} ${order.scene}`
    const task = own[0]
    if (order.acknowledgedId !== null && !own.some(({ id }) => id === order.acknowledgedId)) verdict.losses.push(name)
    if (own.length > 1) verdict.doubleTasks.push(name)
    if (creates.length > 1) verdict.doubleCreates.push(`${name}: ${creates.length}`)
    if (!task) continue
    const told = `${name}: ${task.state} ${task.failure?.code ?? ''}, ${creates.length} creates`
    if (!isSettled(task.state) && task.state !== 'unconfirmed') verdict.stuck.push(told)
    else if (!isRightEnd(order, task, creates)) verdict.wrongEnds.push(told)
    const [create] = creates
    if (task.state === 'succeeded' && task.credits.charged !== null && create && task.credits.charged !== create.creditsCharged)
      verdict.wrongCharges.push(`${name}: ${task.credits.charged} here, ${create.creditsCharged} there`)
  }
  return verdict
}

function isRightEnd(order: Order, task: TaskView, creates: readonly LedgerEntry[]): boolean {
  const scene = requireScene(order.scene)
  const [create] = creates
  if (order.isCancelAcknowledged) return task.state === 'cancelled'
  switch (task.state) {
    case 'unconfirmed':
      // Perhaps taken, perhaps not: by rule only a person or the vendor may say.
      return true
    case 'cancelled':
      return order.isCancelled && (create === undefined || create.isRefunded)
    case 'failed':
      if (!scene.ends.includes('failed')) return false
      return scene.isAccepted
        ? task.failure?.code === 'generation_failed' && create?.isRefunded === true
        : task.failure?.code === 'no_credits' && create === undefined
    case 'succeeded':
      return scene.ends.includes('succeeded') && create?.vendorTaskId === task.vendorTaskId && task.video !== null
    default:
      return false
  }
}

/** Why takes are left `unconfirmed`, and whether the vendor has them after all. */
export interface Unconfirmed {
  /** By the script: the vendor took it and never answered. */
  unanswered: number
  /** A process was killed between the vendor's yes and our note of it. */
  cutOffTaken: number
  /** A process was killed before the vendor had taken it, which nobody on our side can know. */
  cutOffUntaken: number
}

export function countUnconfirmed(orders: readonly Order[], tasks: readonly TaskView[], ledger: readonly LedgerEntry[]): Unconfirmed {
  const sceneOf = new Map(orders.map((order) => [order.tag, order.scene]))
  const taken = new Set(ledger.map((entry) => tagOf(entry.prompt)))
  const counts: Unconfirmed = { unanswered: 0, cutOffTaken: 0, cutOffUntaken: 0 }
  for (const task of tasks) {
    if (task.state !== 'unconfirmed') continue
    const tag = tagOf(task.request.prompt ?? '')
    if (!taken.has(tag)) counts.cutOffUntaken++
    else if (tag !== null && ['lost', 'hanging'].includes(sceneOf.get(tag) ?? '')) counts.unanswered++
    else counts.cutOffTaken++
  }
  return counts
}

export function isFlawless(verdict: Verdict): boolean {
  return [verdict.losses, verdict.doubleTasks, verdict.doubleCreates, verdict.wrongEnds, verdict.stuck, verdict.wrongCharges].every(
    (found) => found.length === 0,
  )
}
