import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
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

async function cancelAtVendor(context: ServiceContext, viewer: UserViewer, task: TaskRow): Promise<TaskActionResult> {
  const vendor = vendors[task.vendor]
  if (!vendor.cancel || task.vendorTaskId === null) return taskConflict(`${vendor.name} cannot cancel a take that has begun.`)
  const endpoint = vendorEndpoint(context, await resolveTaskConnection(context, task))
  if (!endpoint) return taskConflict(`${vendor.name} is off here, so it cannot be asked to cancel.`)
  const outcome = await callVendor(endpoint, vendor.cancel, { vendorTaskId: task.vendorTaskId }, { timeoutMs: 20_000 })
  if (outcome.kind !== 'answered' || !outcome.decoded.ok || outcome.decoded.value.state !== 'cancelled') {
    return taskConflict(`${vendor.name} did not cancel it; it goes on.`)
  }
  await moveTask(viewer, context.database.client, task.id, {
    from: ['running'],
    to: 'cancelled',
    patch: { finishedAt: context.clock(), dueAt: null, vendorStatus: outcome.decoded.value.vendorStatus },
    event: { type: 'cancelled', message: `Cancelled at ${vendor.name}.`, at: context.clock() },
  })
  return currentTake(context, viewer, task.id)
}
