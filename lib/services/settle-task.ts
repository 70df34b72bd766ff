import { advanceTask } from '#lib/data/advance-task.ts'
import type { TaskRow } from '#lib/data/tasks.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { type Failure, failureWords } from '#lib/generation/failure.ts'
import type { ServiceContext } from './context.ts'

/** Ends a task with a reason, and gives its place to the next in line. */
export async function failTask(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<boolean> {
  const now = context.clock()
  const lateAdoptionAt = why.code === 'timed_out' ? new Date(now.getTime() + 3_600_000) : null
  const failed = await advanceTask(viewer, context.database, {
    id: task.id,
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
      message: failureWords[why.code].title,
      details: { code: why.code, vendorCode: why.vendorCode, vendorMessage: why.vendorMessage },
      at: now,
    },
    now,
  })
  if (!failed) return false
  if (failed.hasRung) context.queue.ring({ name: 'submit', taskId: task.id })
  context.log.warn({ taskId: task.id, vendor: task.vendor, code: why.code, traceId: why.traceId }, 'task failed')
  return true
}
