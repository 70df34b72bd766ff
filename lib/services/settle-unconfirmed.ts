import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { claimVendorTask } from '#lib/data/vendor-task-claim.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { saysNoSuchTask } from './no-such-task.ts'
import { currentTake, type TaskActionResult, taskConflict, taskNotFound } from './task-action-result.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'

export type UnconfirmedChoice =
  /** "It ran": the id the vendor's console shows. */
  | { kind: 'attach'; vendorTaskId: string }
  /** "It did not run": the person takes the decision no machine may take. */
  | { kind: 'send_again' }
  | { kind: 'forget' }

const cleared = { failureCode: null, vendorCode: null, vendorMessage: null, attempts: 0, leaseOwner: null, leaseUntil: null }

/** A person says what became of a create whose answer never came. */
export async function settleUnconfirmed(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
  choice: UnconfirmedChoice,
): Promise<TaskActionResult> {
  const task = await findTask(viewer, context.database.client, id)
  if (!task) return taskNotFound
  if (task.state !== 'unconfirmed') return taskConflict('This take is not unconfirmed any more.')
  const now = context.clock()
  const vendor = vendors[task.vendor]
  if (choice.kind === 'forget') {
    await moveTask(viewer, context.database.client, id, {
      from: ['unconfirmed'],
      to: 'failed',
      patch: { failureCode: 'forgotten', finishedAt: now, dueAt: null },
      event: { type: 'forgotten', message: 'Closed without an answer from the vendor.', at: now },
    })
    return currentTake(context, viewer, id)
  }
  if (choice.kind === 'attach') {
    const vendorTaskId = choice.vendorTaskId.trim()
    if (vendorTaskId === '' || vendorTaskId.length > 200 || /\s/.test(vendorTaskId))
      return taskConflict('That does not look like a task id of the vendor.')
    const doubt = await doubtVendorTask(context, task, vendorTaskId)
    if (doubt !== null) return taskConflict(doubt)
    const isFree = await context.database.transaction(async (client) => {
      if (!(await claimVendorTask(client, task.vendor, vendorTaskId))) return false
      const moved = await moveTask(viewer, client, id, {
        from: ['unconfirmed'],
        to: 'running',
        patch: { ...cleared, vendorTaskId, dueAt: now },
        event: { type: 'attached', message: `You named the vendor’s task ${vendorTaskId}, and ${vendor.name} has it.`, at: now },
      })
      if (moved) await context.queue.enqueue(client, { name: 'check', taskId: id })
      return true
    })
    // Somebody else’s take counts too: whoever names its vendor task must not get its video.
    if (!isFree) return taskConflict('Another take here has this vendor task id already.')
    return currentTake(context, viewer, id)
  }
  await context.database.transaction(async (client) => {
    const moved = await moveTask(viewer, client, id, {
      from: ['unconfirmed'],
      to: 'queued',
      patch: { ...cleared, submittedAt: null, dueAt: now },
      event: { type: 'sent_again', message: 'You said that it did not run; it is sent again.', at: now },
    })
    if (moved) await context.queue.enqueue(client, { name: 'submit', taskId: id })
  })
  return currentTake(context, viewer, id)
}

/** Asked before anything changes: a mistyped id must not turn a take with three ways out into one that waits for a task nobody has. */
async function doubtVendorTask(context: ServiceContext, task: TaskRow, vendorTaskId: string): Promise<string | null> {
  const { name, query } = vendors[task.vendor]
  const endpoint = vendorEndpoint(context, await resolveTaskConnection(context, task))
  if (!endpoint) return `${name} is off here, so it cannot be asked for this id.`
  const outcome = await callVendor(endpoint, query, { vendorTaskId }, { timeoutMs: 20_000 })
  if (outcome.kind !== 'answered')
    return `${name} did not answer, so the id could not be checked. Nothing was changed; try again in a moment.`
  if (outcome.decoded.ok) return null
  if (saysNoSuchTask(outcome.decoded.failure)) {
    return `${name} knows no task “${vendorTaskId}” of this account. Check the id; nothing was changed.`
  }
  return `${name} could not say whether it has this task. Nothing was changed; try again in a moment.`
}
