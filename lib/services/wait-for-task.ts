import { setTimeout as delay } from 'node:timers/promises'
import type { UserViewer } from '#lib/data/viewer.ts'
import { isSettled } from '#lib/generation/task-state.ts'
import type { TaskView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { findTaskView } from './find-take.ts'

const lookEveryMs = 500

/** The task as soon as it is settled, or as it is when the wait is over or the caller has gone. Between looks no connection is held. */
export async function waitForTask(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
  options: { waitMs: number; signal: AbortSignal },
): Promise<TaskView | null> {
  const endsAt = performance.now() + options.waitMs
  for (;;) {
    const task = await findTaskView(context, viewer, id)
    const leftMs = endsAt - performance.now()
    if (task === null || isSettled(task.state) || leftMs <= 0 || options.signal.aborted) return task
    try {
      await delay(Math.min(lookEveryMs, leftMs), undefined, { signal: options.signal })
    } catch {
      // The caller has gone; nobody reads the answer.
      return task
    }
  }
}
