export const taskStates = ['queued', 'submitting', 'unconfirmed', 'running', 'archiving', 'succeeded', 'failed', 'cancelled'] as const
export type TaskState = (typeof taskStates)[number]

/**
 * Every move a task may make; anything else is a defect.
 * `failed → running` is the late adoption of a result that came after the deadline.
 */
const moves: Record<TaskState, readonly TaskState[]> = {
  queued: ['submitting', 'cancelled', 'failed'],
  submitting: ['running', 'queued', 'unconfirmed', 'failed'],
  unconfirmed: ['running', 'queued', 'failed', 'cancelled'],
  running: ['archiving', 'failed', 'cancelled'],
  archiving: ['succeeded', 'failed'],
  succeeded: [],
  failed: ['running'],
  cancelled: [],
}

export function canMove(from: TaskState, to: TaskState): boolean {
  return moves[from].includes(to)
}

const settled: ReadonlySet<TaskState> = new Set(['succeeded', 'failed', 'cancelled'])

/** True when nothing more will happen by itself, so a page may stop asking. `unconfirmed` waits for a person or a callback. */
export function isSettled(state: TaskState): boolean {
  return settled.has(state)
}

export const taskStateLabels: Record<TaskState, string> = {
  queued: 'Waiting',
  submitting: 'Sending',
  unconfirmed: 'Unconfirmed',
  running: 'Generating',
  archiving: 'Saving',
  succeeded: 'Ready',
  failed: 'Failed',
  cancelled: 'Cancelled',
}
