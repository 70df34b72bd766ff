import { hasFault } from './faults.ts'
import type { StoredTask } from './task-store.ts'

export interface TaskFailure {
  code: string
  message: string
}

/** Where a task stands at a moment. Nothing but time and the task's own events decides it, so it survives every restart. */
export interface Progress {
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  /** 0 to 1. */
  share: number
  finishedAt: number | null
  failure: TaskFailure | null
}

const queuedShare = 0.15
const maxQueuedMs = 2_000

const failures = {
  fail: { code: 'provider_error', message: 'Video generation failed upstream' },
  'late-reject': {
    code: 'content_policy_violation',
    message: 'The output may contain sensitive content and was blocked by content moderation',
  },
} as const

export function progressOf({ task, events }: StoredTask, now: number): Progress {
  const dueAt = task.createdAt + task.renderSeconds * 1000
  const ended = (state: 'succeeded' | 'failed' | 'cancelled', finishedAt: number, failure: TaskFailure | null = null): Progress => ({
    state,
    share: state === 'succeeded' ? 1 : 0,
    finishedAt,
    failure,
  })
  if (events.cancelled) return ended('cancelled', events.cancelled.at)
  if (events.failed) return ended('failed', events.failed.at, { code: events.failed.code, message: events.failed.message })
  const share = dueAt > task.createdAt ? Math.max(0, (now - task.createdAt) / (dueAt - task.createdAt)) : 1
  if (hasFault(task.faults, 'never')) return { state: 'running', share: Math.min(0.95, share), finishedAt: null, failure: null }
  if (now >= dueAt) {
    if (hasFault(task.faults, 'fail')) return ended('failed', dueAt, failures.fail)
    if (hasFault(task.faults, 'late-reject')) return ended('failed', dueAt, failures['late-reject'])
    if (hasFault(task.faults, 'cancelled')) return ended('cancelled', dueAt)
    if (events.rendered) return ended('succeeded', Math.max(dueAt, events.rendered.at))
  }
  const isQueued = share < queuedShare && now - task.createdAt < maxQueuedMs
  return { state: isQueued ? 'queued' : 'running', share: Math.min(0.99, share), finishedAt: null, failure: null }
}

export function isEnded(progress: Progress): boolean {
  return progress.finishedAt !== null
}
