import { findTask, listAbandonedCreates } from '#lib/data/tasks.ts'
import { ringWaiting } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { failure } from '#lib/generation/failure.ts'
import { vendorIds } from '#lib/generation/request.ts'
import { clearTombstones } from './clear-tombstones.ts'
import type { ServiceContext } from './context.ts'
import { probeDownVendors } from './probe-vendor.ts'
import { leaveUnconfirmed } from './submit-task.ts'

/** Settles what no alarm rings for: creates whose process is gone, vendors that may be back, and takes that wait for a place. */
export async function sweepTasks(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  await settleAbandonedCreates(context, viewer, null)
  await probeDownVendors(context, viewer)
  for (const vendor of vendorIds) await ringWaiting(context.database.client, vendor, context.clock())
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
