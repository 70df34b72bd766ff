import { requestCancel } from '#lib/data/cancel-requests.ts'
import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { askToCancel, endAsCancelled, noteCancelRefused } from './ask-to-cancel.ts'
import type { ServiceContext } from './context.ts'
import { currentTake, type TaskActionResult, taskConflict, taskNotFound } from './task-action-result.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'

/** A waiting take is taken out of the line; a running one is cancelled at the vendor, where the vendor can. */
export async function cancelTask(context: ServiceContext, viewer: UserViewer, id: string): Promise<TaskActionResult> {
  const task = await findTask(viewer, context.database.client, id)
  if (!task) return taskNotFound
  switch (task.state) {
    case 'queued': {
      const moved = await moveTask(viewer, context.database.client, id, {
        from: ['queued'],
        to: 'cancelled',
        patch: { finishedAt: context.clock(), dueAt: null },
        event: { type: 'cancelled', message: 'Cancelled before it was sent; nothing was charged.', at: context.clock() },
      })
      return moved ? currentTake(context, viewer, id) : taskConflict('The take was just sent to the vendor.')
    }
    case 'running':
      return cancelAtVendor(context, viewer, task)
    case 'submitting':
      return taskConflict('The take is on its way to the vendor; try again in a moment.')
    case 'unconfirmed':
      return taskConflict('Nobody knows yet whether the vendor runs this take. Say what became of it instead.')
    case 'archiving':
      return taskConflict('The take is finished and is being saved.')
    case 'cancelled':
      return currentTake(context, viewer, id)
    default:
      return taskConflict('The take is finished already.')
  }
}

/** The wish is written down before the vendor is asked: whatever happens in between, checks repeat it until the vendor has answered. */
async function cancelAtVendor(context: ServiceContext, viewer: UserViewer, task: TaskRow): Promise<TaskActionResult> {
  const vendor = vendors[task.vendor]
  if (!vendor.cancel || task.vendorTaskId === null) return taskConflict(`${vendor.name} cannot cancel a take that has begun.`)
  if (!vendorEndpoint(context, await resolveTaskConnection(context, task)))
    return taskConflict(`${vendor.name} is off here, so it cannot be asked to cancel.`)
  const { client } = context.database
  if (!(await requestCancel(viewer, client, task.id, context.clock()))) return taskConflict('The take has just finished.')
  const answer = await askToCancel(context, task)
  switch (answer.kind) {
    case 'cancelled':
      await endAsCancelled(context, viewer, task, answer.snapshot)
      return currentTake(context, viewer, task.id)
    case 'goes_on':
      await noteCancelRefused(context, viewer, task)
      return taskConflict(`${vendor.name} did not cancel it; it goes on.`)
    case 'unknown':
      await context.database.transaction(async (transaction) => {
        const message = `${vendor.name} has not confirmed the cancellation; Dailies goes on asking.`
        await addTaskEvent(transaction, task.id, { type: 'cancel_requested', message, at: context.clock() })
        await context.queue.enqueue(transaction, { name: 'check', taskId: task.id })
      })
      return currentTake(context, viewer, task.id)
  }
}
