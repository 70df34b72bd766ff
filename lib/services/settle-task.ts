import type { Client } from '#lib/data/database.ts'
import { moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { endFullPause } from '#lib/data/vendor-health.ts'
import { listWaitingTasks } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { type Failure, failureWords } from '#lib/generation/failure.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ServiceContext } from './context.ts'

/** Ends a task with a reason, and gives its place to the next in line. */
export async function failTask(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<boolean> {
  const now = context.clock()
  const words = failureWords[why.code]
  const lateAdoptionAt = why.code === 'timed_out' ? new Date(now.getTime() + 3_600_000) : null
  const moved = await context.database.transaction(async (client) => {
    const failed = await moveTask(viewer, client, task.id, {
      from: [task.state],
      to: 'failed',
      patch: {
        failureCode: why.code,
        vendorCode: why.vendorCode,
        vendorMessage: why.vendorMessage,
        ...(why.traceId !== null && { traceId: why.traceId }),
        leaseOwner: null,
        leaseUntil: null,
        finishedAt: now,
        dueAt: lateAdoptionAt,
      },
      event: {
        type: 'failed',
        message: words.title,
        details: { code: why.code, vendorCode: why.vendorCode, vendorMessage: why.vendorMessage },
        at: now,
      },
    })
    if (failed) await freePlace(context, viewer, client, task.vendor)
    return failed
  })
  if (moved) context.log.warn({ taskId: task.id, vendor: task.vendor, code: why.code, traceId: why.traceId }, 'task failed')
  return moved
}

/** One of ours has ended at the vendor, so there is a place again. */
export async function freePlace(context: ServiceContext, viewer: EngineViewer, client: Client, vendor: VendorId): Promise<void> {
  await endFullPause(viewer, client, vendor)
  await wakeWaiting(context, viewer, client, vendor)
}

/** Rings for takes that wait. Ringing for too many, or out of order, is harmless: who is sent is decided under the account's lock. */
export async function wakeWaiting(context: ServiceContext, viewer: EngineViewer, client: Client, vendor: VendorId): Promise<void> {
  for (const taskId of await listWaitingTasks(viewer, client, vendor, 2)) {
    await context.queue.enqueue(client, { name: 'submit', taskId })
  }
}
