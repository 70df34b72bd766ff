import { dropCancelRequest } from '#lib/data/cancel-requests.ts'
import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import type { EngineViewer, Viewer } from '#lib/data/viewer.ts'
import { type CallOutcome, callVendor, createCertainty } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Snapshot } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { callFacts } from './vendor-health.ts'

const callTimeoutMs = 20_000

/**
 * What the vendor made of a wish to cancel.
 * - `cancelled`: it says so;
 * - `goes_on`: it says no, and a query does not show the take as cancelled either;
 * - `unknown`: no answer, or none that tells; asking again is harmless.
 */
export type CancelAnswer = { kind: 'cancelled'; snapshot: Snapshot } | { kind: 'goes_on' } | { kind: 'unknown' }

/** Asks the vendor to cancel a running take. A refusal may mean that it was cancelled already, so it is followed by a query. */
export async function askToCancel(context: ServiceContext, task: TaskRow): Promise<CancelAnswer> {
  const vendor = vendors[task.vendor]
  const endpoint = vendorEndpoint(context, await resolveTaskConnection(context, task))
  if (!vendor.cancel || task.vendorTaskId === null) return { kind: 'goes_on' }
  if (!endpoint) return { kind: 'unknown' }
  const call = async (name: 'cancel' | 'query', what: NonNullable<typeof vendor.cancel>): Promise<CallOutcome<Snapshot>> => {
    const outcome = await callVendor(endpoint, what, { vendorTaskId: task.vendorTaskId ?? '' }, { timeoutMs: callTimeoutMs })
    const facts = callFacts(task.vendor, name, outcome, (snapshot) => snapshot.traceId)
    context.metrics.observe({ vendor: task.vendor, call: name, latencyMs: outcome.latencyMs, failureCode: facts.code })
    context.log.info({ taskId: task.id, ...facts }, 'vendor called')
    return outcome
  }
  const asked = await call('cancel', vendor.cancel)
  const answer = readSnapshot(asked)
  if (answer?.state === 'cancelled') return { kind: 'cancelled', snapshot: answer }
  if (!isRefused(asked)) return { kind: 'unknown' }
  const found = readSnapshot(await call('query', vendor.query))
  if (found?.state === 'cancelled') return { kind: 'cancelled', snapshot: found }
  return found === null ? { kind: 'unknown' } : { kind: 'goes_on' }
}

function readSnapshot(outcome: CallOutcome<Snapshot>): Snapshot | null {
  return outcome.kind === 'answered' && outcome.decoded.ok ? outcome.decoded.value : null
}

/** An answer that names another state is a refusal in polite words; one that asks us to slow down is none. */
function isRefused(outcome: CallOutcome<Snapshot>): boolean {
  if (outcome.kind !== 'answered') return false
  if (outcome.decoded.ok) return true
  return outcome.status !== 429 && createCertainty(outcome) === 'refused'
}

/** The take ends as what its owner wanted; false when it has moved on. */
export async function endAsCancelled(context: ServiceContext, viewer: Viewer, task: TaskRow, snapshot: Snapshot): Promise<boolean> {
  const creditsCharged = snapshot.creditsCharged ?? task.creditsCharged
  const moved = await context.database.transaction((client) =>
    moveTask(viewer, client, task.id, {
      from: ['running'],
      to: 'cancelled',
      patch: {
        finishedAt: context.clock(),
        dueAt: null,
        leaseOwner: null,
        leaseUntil: null,
        vendorStatus: snapshot.vendorStatus,
        creditsCharged,
      },
      event: { type: 'cancelled', message: cancelledWords(task, creditsCharged), at: context.clock() },
    }),
  )
  if (moved) context.log.info({ taskId: task.id, vendor: task.vendor }, 'task cancelled')
  return moved
}

/** No vendor documents what becomes of the credits of a cancelled take, so no promise is made about them. */
function cancelledWords(task: TaskRow, creditsCharged: number | null): string {
  const { name } = vendors[task.vendor]
  if (task.isSandbox) return `Cancelled at ${name}.`
  if (creditsCharged === 0) return `Cancelled at ${name}; no credits were charged.`
  const taken = creditsCharged === null ? '' : ` It had charged ${creditsCharged} credits.`
  return `Cancelled at ${name}.${taken} Whether credits come back is up to ${name}; check the balance there.`
}

export async function noteCancelRefused(context: ServiceContext, viewer: Viewer, task: TaskRow): Promise<void> {
  const message = `${vendors[task.vendor].name} did not cancel it; it goes on.`
  await context.database.transaction(async (client) => {
    if (!(await dropCancelRequest(viewer, client, task.id))) return
    await addTaskEvent(client, task.id, { type: 'cancel_refused', message, at: context.clock() })
  })
}

/**
 * For a check that found the take: a cancellation that its owner asked for ends as hers, also when the answer was lost or our process was
 * killed before it wrote the answer down; and while the vendor still runs the take, the wish is repeated.
 * @returns true when the take has ended.
 */
export async function settleCancelRequest(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  snapshot: Snapshot,
): Promise<boolean> {
  if (task.state !== 'running') return false
  if (snapshot.state === 'cancelled') {
    // Read again: she may have asked, and the vendor have done it, after this check began.
    const current = await findTask(viewer, context.database.client, task.id)
    return current !== null && current.cancelRequestedAt !== null && (await endAsCancelled(context, viewer, task, snapshot))
  }
  if (task.cancelRequestedAt === null || (snapshot.state !== 'queued' && snapshot.state !== 'running')) return false
  const answer = await askToCancel(context, task)
  if (answer.kind === 'cancelled') return endAsCancelled(context, viewer, task, answer.snapshot)
  if (answer.kind === 'goes_on') await noteCancelRefused(context, viewer, task)
  return false
}
