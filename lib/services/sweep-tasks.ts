import type { JobName } from '#lib/data/queue.ts'
import { findTask, listAbandonedCreates, listOverdueTasks } from '#lib/data/tasks.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { failure } from '#lib/generation/failure.ts'
import { vendorIds } from '#lib/generation/request.ts'
import { clearTombstones } from './clear-tombstones.ts'
import type { ServiceContext } from './context.ts'
import { probeDownVendors } from './probe-vendor.ts'
import { wakeWaiting } from './settle-task.ts'
import { leaveUnconfirmed } from './submit-task.ts'

/** A job that is only a little late is still on its way. */
const graceMs = 5_000
const batch = 200

const jobOf: Record<string, JobName> = { queued: 'submit', running: 'check', archiving: 'archive', failed: 'check' }

/** Finds what an alarm forgot: jobs lost with a process, and creates whose process is gone. */
export async function sweepTasks(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  const now = context.clock()
  await settleAbandonedCreates(context, viewer, null)
  const overdue = await listOverdueTasks(viewer, context.database.client, { before: new Date(now.getTime() - graceMs), limit: batch })
  for (const task of overdue) {
    const name = jobOf[task.state]
    if (name) await context.queue.enqueue(context.database.client, { name, taskId: task.id })
  }
  await probeDownVendors(context, viewer)
  // Whoever waits for a place has no alarm of its own.
  for (const vendor of vendorIds) await wakeWaiting(context, viewer, context.database.client, vendor)
  await clearTombstones(context, viewer)
}

/**
 * A create that was under way when its process died may have been paid for: it becomes `unconfirmed` and is never sent again by itself.
 * @param onlyProcess this process's worker id when no other can exist (the embedded database): then every other owner is gone for certain.
 */
export async function settleAbandonedCreates(context: ServiceContext, viewer: EngineViewer, onlyProcess: string | null): Promise<void> {
  const ids = await listAbandonedCreates(viewer, context.database.client, { now: context.clock(), exceptOwner: onlyProcess })
  for (const id of ids) {
    const task = await findTask(viewer, context.database.client, id)
    if (task)
      await leaveUnconfirmed(
        context,
        viewer,
        task,
        failure('no_answer', { vendorMessage: 'Dailies stopped while the request was on its way.' }),
      )
  }
}
