import { advanceTask } from '#lib/data/advance-task.ts'
import { listCallbackHints } from '#lib/data/callbacks.ts'
import { findTaskByVendorTaskId, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { claimVendorTask } from '#lib/data/vendor-task-claim.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Snapshot } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'
import { saysNoSuchTask } from './no-such-task.ts'
import { noteDrift } from './note-drift.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { recordVendorCall } from './vendor-health.ts'

const queryTimeoutMs = 20_000
const firstRetryMs = 15_000
const maxRetries = 8

/** `refused`: the vendor knows no such task of ours, and asking again would not change that. */
type Finding = { kind: 'exists'; snapshot: Snapshot } | { kind: 'refused' } | { kind: 'unanswered' }

/**
 * A create whose answer never came, and a callback that named a task. Only the vendor's own answer to a query attaches it: whoever sent the
 * callback proves nothing. A name that the vendor does not know, or that belongs to another take, changes nothing.
 */
export async function confirmCallback(context: ServiceContext, viewer: EngineViewer, task: TaskRow): Promise<void> {
  const hints = await listCallbackHints(context.database.client, task.id)
  let isUnanswered = false
  for (const vendorTaskId of hints) {
    if (await findTaskByVendorTaskId(viewer, context.database.client, task.vendor, vendorTaskId)) continue
    const finding = await queryHint(context, viewer, task, vendorTaskId)
    if (finding.kind === 'exists') return attach(context, viewer, task, vendorTaskId, finding.snapshot)
    if (finding.kind === 'unanswered') isUnanswered = true
  }
  const isOver = !isUnanswered || task.attempts >= maxRetries
  const now = context.clock()
  const dueAt = isOver ? null : new Date(now.getTime() + firstRetryMs * 2 ** task.attempts)
  await advanceTask(viewer, context.database, {
    id: task.id,
    from: ['unconfirmed'],
    to: 'unconfirmed',
    patch: { ...(!isOver && { attempts: task.attempts + 1 }), dueAt, leaseOwner: null, leaseUntil: null },
    leasedUntil: task.leaseUntil,
    now,
  })
}

async function queryHint(context: ServiceContext, viewer: EngineViewer, task: TaskRow, vendorTaskId: string): Promise<Finding> {
  const endpoint = vendorEndpoint(context, await resolveTaskConnection(context, task))
  if (!endpoint) return { kind: 'unanswered' }
  const outcome = await callVendor(endpoint, vendors[task.vendor].query, { vendorTaskId }, { timeoutMs: queryTimeoutMs })
  context.log.info({ taskId: task.id, vendor: task.vendor, call: 'query', outcome: outcome.kind }, 'vendor asked about a callback')
  await recordVendorCall(context, viewer, { vendor: task.vendor, isSandbox: task.isSandbox }, 'query', outcome)
  if (outcome.kind !== 'answered') return { kind: 'unanswered' }
  if (outcome.decoded.ok) {
    await noteDrift(context, task.vendor, outcome.decoded.drift)
    return { kind: 'exists', snapshot: outcome.decoded.value }
  }
  return { kind: saysNoSuchTask(outcome.decoded.failure) ? 'refused' : 'unanswered' }
}

async function attach(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  vendorTaskId: string,
  snapshot: Snapshot,
): Promise<void> {
  const now = context.clock()
  const vendor = vendors[task.vendor]
  const attached = await context.database.transaction(async (client) => {
    if (!(await claimVendorTask(client, task.vendor, vendorTaskId))) return false
    const moved = await moveTask(viewer, client, task.id, {
      from: ['unconfirmed'],
      to: 'running',
      patch: {
        vendorTaskId,
        vendorStatus: snapshot.vendorStatus,
        ...(snapshot.creditsCharged !== null && { creditsCharged: snapshot.creditsCharged }),
        ...(snapshot.traceId !== null && { traceId: snapshot.traceId }),
        failureCode: null,
        vendorCode: null,
        vendorMessage: null,
        attempts: 0,
        leaseOwner: null,
        leaseUntil: null,
        dueAt: now,
      },
      event: { type: 'confirmed', message: `${vendor.name} confirmed that it has this take.`, details: { vendorTaskId }, at: now },
    })
    return moved
  })
  if (!attached) return
  context.queue.ring({ name: 'check', taskId: task.id })
  context.log.info({ taskId: task.id, vendor: task.vendor, vendorTaskId }, 'unconfirmed task attached by a callback')
}
