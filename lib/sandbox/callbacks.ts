import { hasFault } from './faults.ts'
import { isEnded, progressOf } from './progress.ts'
import type { Protocol, TaskReport } from './protocol.ts'
import type { StoredTask, TaskStore } from './task-store.ts'

/** How often a task that another process renders is looked at. */
const lookAgainMs = 1_000

/** Tells clients that a task has ended, and again later while they do not answer with 2xx. */
export function createCallbacks(options: {
  store: TaskStore
  clock: () => number
  deliver(url: string, body: unknown): Promise<number | null>
  protocolOf(vendor: string): Protocol | undefined
  report(stored: StoredTask): TaskReport
}) {
  const { store, clock } = options
  const pending = new Map<string, { vendor: string; id: string; dueAt: number }>()
  let timer: NodeJS.Timeout | null = null
  let advancing: Promise<void> | null = null
  let isClosed = false

  async function deliver(url: string, body: unknown): Promise<number | null> {
    try {
      return await options.deliver(url, body)
    } catch {
      // Whatever went wrong on the way, nobody answered.
      return null
    }
  }

  /** When to look at the task again, or null when there is nothing left to do. */
  async function step(vendor: string, id: string): Promise<number | null> {
    const stored = await store.find(vendor, id)
    const protocol = options.protocolOf(vendor)
    const url = stored?.task.order.callbackUrl
    if (!stored || !url || !protocol?.callback) return null
    const { task } = stored
    const now = clock()
    const progress = progressOf(stored, now)
    if (!isEnded(progress) || progress.finishedAt === null) return Math.max(task.createdAt + task.renderSeconds * 1000, now + lookAgainMs)
    const attempts = await store.listCallbackAttempts(task)
    const last = attempts.at(-1)
    const isDelivered = last?.status !== undefined && last.status !== null && last.status >= 200 && last.status < 300
    if (isDelivered || attempts.length > protocol.callbackRetrySeconds.length) return null
    const dueAt = last ? last.at + (protocol.callbackRetrySeconds[attempts.length - 1] ?? 0) * 1000 : progress.finishedAt
    if (now < dueAt) return dueAt
    // Two processes may serve one directory: only the one that takes the number delivers.
    if (!(await store.claimCallbackAttempt(task, attempts.length, now))) return now + lookAgainMs
    const body = protocol.callback(options.report(stored))
    const status = await deliver(url, body)
    if (hasFault(task.faults, 'callback-twice')) await deliver(url, body)
    await store.saveCallbackAttempt(task, attempts.length, { at: now, status })
    return now
  }

  async function run(): Promise<void> {
    await Promise.all(
      [...pending].map(async ([key, entry]) => {
        for (let dueAt: number | null = entry.dueAt; dueAt !== null && dueAt <= clock() && !isClosed; ) {
          dueAt = await step(entry.vendor, entry.id)
          if (dueAt === null) pending.delete(key)
          else entry.dueAt = dueAt
        }
      }),
    )
    arm()
  }

  function advance(): Promise<void> {
    advancing ??= run().finally(() => {
      advancing = null
    })
    return advancing
  }

  function arm() {
    if (timer) clearTimeout(timer)
    timer = null
    if (isClosed || pending.size === 0) return
    const next = Math.min(...[...pending.values()].map((entry) => entry.dueAt))
    timer = setTimeout(() => void advance().catch(() => undefined), Math.min(60_000, Math.max(20, next - clock())))
    timer.unref()
  }

  return {
    watch({ task }: StoredTask) {
      if (isClosed || task.order.callbackUrl === null || hasFault(task.faults, 'no-callback')) return
      pending.set(`${task.vendor}/${task.id}`, { vendor: task.vendor, id: task.id, dueAt: clock() })
      arm()
    },
    /** The task may have ended: look now. */
    nudge({ task }: StoredTask) {
      const entry = pending.get(`${task.vendor}/${task.id}`)
      if (!entry) return
      entry.dueAt = Math.min(entry.dueAt, clock())
      arm()
    },
    advance,
    async close() {
      isClosed = true
      if (timer) clearTimeout(timer)
      await advancing
    },
  }
}
