import type { TakeView } from '#lib/generation/task-view.ts'

const quickMs = 1_000
const slowestMs = 3_000
const stepMs = 200
/** An unconfirmed take waits for a person or a callback, not for the clock. */
const unconfirmedMs = 10_000

type Waiting = Pick<TakeView, 'state' | 'isSettled' | 'isPreparing'>

/** True while something about the take will change by itself. */
export function isWaiting(take: Waiting): boolean {
  return !take.isSettled || take.isPreparing
}

/** How long until the next look, or false when nothing more will happen by itself. `quietRounds` counts looks that showed nothing new. */
export function pollIntervalMs(takes: readonly Waiting[], quietRounds: number): number | false {
  const waiting = takes.filter(isWaiting)
  if (waiting.length === 0) return false
  if (waiting.every((take) => take.state === 'unconfirmed')) return unconfirmedMs
  return Math.min(slowestMs, quickMs + quietRounds * stepMs)
}
