import { addTaskEvent } from '#lib/data/task-events.ts'
import { countRunning, findTask, lockVendorSlots, moveTask, type TaskRow, updateTask } from '#lib/data/tasks.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { type Failure, failure, failureWords } from '#lib/generation/failure.ts'
import { type CallOutcome, callVendor, createCertainty } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { CreateInput, VendorTask } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { resolveReferences } from './references.ts'
import { type Connection, resolveConnection } from './resolve-connection.ts'
import { failTask } from './settle-task.ts'
import { vendorEndpoint } from './vendor-endpoint.ts'

const createTimeoutMs = 60_000
/** Longer than the call can take: a lease that runs out means that the process is gone. */
const createLeaseMs = createTimeoutMs + 30_000
const slotRetryMs = 15_000
const busyRetryMs = 20_000
const maxWaitMs = 10 * 60_000

/**
 * Sends a queued task to its vendor, at most once. `submitting` is committed before the call and the vendor's id in its own commit right
 * after; whatever happens in between leaves a task that is never sent again by a machine.
 */
export async function submitTask(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const task = await findTask(viewer, context.database.client, taskId)
  if (task?.state !== 'queued') return
  const now = context.clock()
  if (task.waitReason === 'rate_limited' && task.dueAt && task.dueAt > now) return
  const connection = await resolveConnection(context, task.vendor)
  const endpoint = vendorEndpoint(context, connection)
  if (!endpoint) {
    await failTask(context, viewer, task, failure('not_configured', { vendorMessage: connection.reason }))
    return
  }
  const request = await resolveReferences(context, viewer, connection, task.request)
  if (!request) {
    await failTask(
      context,
      viewer,
      task,
      failure('invalid_request', { vendorMessage: 'An upload of this take was removed before it was sent.' }),
    )
    return
  }
  if (!(await claimSlot(context, viewer, task, connection))) return

  const input: CreateInput = { request, reference: task.id }
  const outcome = await callVendor(endpoint, vendors[task.vendor].create, input, { timeoutMs: createTimeoutMs })
  context.log.info({ taskId, vendor: task.vendor, call: 'create', outcome: outcome.kind, latencyMs: outcome.latencyMs }, 'vendor called')
  await settleCreate(context, viewer, task, outcome)
}

/** Moves the task to `submitting` if the vendor has a place for it; otherwise leaves it queued, with the reason. */
async function claimSlot(context: ServiceContext, viewer: EngineViewer, task: TaskRow, connection: Connection): Promise<boolean> {
  const isSandbox = connection.state === 'sandbox'
  const now = context.clock()
  return context.database.transaction(async (client) => {
    await lockVendorSlots(viewer, client, task.vendor)
    if (connection.maxRunning !== null && (await countRunning(viewer, client, task.vendor, isSandbox)) >= connection.maxRunning) {
      const dueAt = new Date(now.getTime() + slotRetryMs)
      const waits = await updateTask(viewer, client, task.id, 'queued', { waitReason: 'slot', dueAt })
      if (waits && task.waitReason !== 'slot') {
        const message = `${vendors[task.vendor].name} runs ${connection.maxRunning} takes at once; this one waits for a free place.`
        await addTaskEvent(client, task.id, { type: 'waiting', message, at: now })
      }
      return false
    }
    return moveTask(viewer, client, task.id, {
      from: ['queued'],
      to: 'submitting',
      patch: {
        isSandbox,
        submittedAt: now,
        leaseOwner: context.workerId,
        leaseUntil: new Date(now.getTime() + createLeaseMs),
        waitReason: null,
        dueAt: null,
      },
      event: { type: 'submitting', message: `Sending to ${vendors[task.vendor].name}.`, at: now },
    })
  })
}

async function settleCreate(context: ServiceContext, viewer: EngineViewer, task: TaskRow, outcome: CallOutcome<VendorTask>): Promise<void> {
  const certainty = createCertainty(outcome)
  if (certainty === 'accepted' && outcome.kind === 'answered' && outcome.decoded.ok) {
    await noteDrift(context, task.vendor, outcome.decoded.drift)
    await keepTrying(context, task, outcome.decoded.value, () => acceptTask(context, viewer, task, acceptedTask(outcome)))
    return
  }
  const why = outcome.kind === 'answered' ? (outcome.decoded.ok ? failure('unreadable_answer') : outcome.decoded.failure) : outcome.failure
  if (certainty === 'unknown') return leaveUnconfirmed(context, viewer, task, why)
  if (why.code === 'busy' || why.code === 'rate_limited') return waitForVendor(context, viewer, task, why)
  await failTask(context, viewer, { ...task, state: 'submitting' }, why)
}

function acceptedTask(outcome: Extract<CallOutcome<VendorTask>, { kind: 'answered' }>): VendorTask {
  if (!outcome.decoded.ok) throw new Error('only an accepted create has a vendor task')
  return outcome.decoded.value
}

/** The vendor has the task: its id is written at once, also when a sweep has meanwhile called the task unconfirmed. */
export async function acceptTask(context: ServiceContext, viewer: EngineViewer, task: TaskRow, accepted: VendorTask): Promise<void> {
  const now = context.clock()
  const dueAt = new Date(now.getTime() + firstCheckMs(context, task))
  const vendor = vendors[task.vendor]
  await context.database.transaction(async (client) => {
    const moved = await moveTask(viewer, client, task.id, {
      from: ['submitting', 'unconfirmed'],
      to: 'running',
      patch: {
        vendorTaskId: accepted.vendorTaskId,
        traceId: accepted.traceId,
        creditsCharged: accepted.creditsCharged,
        vendorStatus: accepted.vendorStatus,
        failureCode: null,
        vendorCode: null,
        vendorMessage: null,
        leaseOwner: null,
        leaseUntil: null,
        attempts: 0,
        dueAt,
      },
      event: {
        type: 'running',
        message:
          accepted.creditsCharged === null
            ? `${vendor.name} accepted it.`
            : `${vendor.name} accepted it for ${accepted.creditsCharged} credits.`,
        details: { vendorTaskId: accepted.vendorTaskId, traceId: accepted.traceId },
        at: now,
      },
    })
    if (moved) await context.queue.enqueue(client, { name: 'check', taskId: task.id, startAfter: dueAt })
  })
}

/** The sandbox is next door and quick; a vendor is asked as its rules say. */
function firstCheckMs(context: ServiceContext, task: TaskRow): number {
  if (task.isSandbox) return Math.min(2_000, context.env.SANDBOX_RENDER_SECONDS * 1000 + 300)
  return vendors[task.vendor].pollSeconds.value.first * 1000
}

/**
 * A paid take hangs on this write. If the database is away for a moment, the id is kept in memory and in the log, and written as soon as it
 * is back; if this process dies first, the lease ends and the task becomes unconfirmed, never a second create.
 */
async function keepTrying(context: ServiceContext, task: TaskRow, accepted: VendorTask, write: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      context.log.error(
        { err: error, taskId: task.id, vendor: task.vendor, vendorTaskId: accepted.vendorTaskId, attempt },
        'accepted task not yet recorded',
      )
      if (attempt >= 30) throw error
      await new Promise((resolve) => setTimeout(resolve, Math.min(10_000, 200 * 2 ** attempt)))
    }
  }
}

export async function leaveUnconfirmed(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<void> {
  const moved = await moveTask(viewer, context.database.client, task.id, {
    from: ['submitting'],
    to: 'unconfirmed',
    patch: {
      failureCode: why.code,
      vendorCode: why.vendorCode,
      vendorMessage: why.vendorMessage,
      traceId: why.traceId,
      leaseOwner: null,
      leaseUntil: null,
      dueAt: null,
    },
    event: {
      type: 'unconfirmed',
      message: `${failureWords[why.code].title} It may be running there, so it is not sent again by itself.`,
      details: { code: why.code, vendorMessage: why.vendorMessage },
      at: context.clock(),
    },
  })
  if (moved) context.log.warn({ taskId: task.id, vendor: task.vendor, code: why.code }, 'task unconfirmed')
}

/** Refused for want of a place: nothing was spent, so the same task may go again. */
async function waitForVendor(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<void> {
  const now = context.clock()
  const asked = why.retryAfterSeconds === null ? 0 : why.retryAfterSeconds * 1000
  const dueAt = new Date(now.getTime() + Math.min(maxWaitMs, Math.max(asked, busyRetryMs * 1.5 ** Math.min(task.attempts, 6))))
  await context.database.transaction(async (client) => {
    const moved = await moveTask(viewer, client, task.id, {
      from: ['submitting'],
      to: 'queued',
      patch: {
        waitReason: why.code === 'busy' ? 'slot' : 'rate_limited',
        attempts: task.attempts + 1,
        vendorMessage: why.vendorMessage,
        traceId: why.traceId,
        submittedAt: null,
        leaseOwner: null,
        leaseUntil: null,
        dueAt,
      },
      event: { type: 'waiting', message: failureWords[why.code].title, details: { vendorMessage: why.vendorMessage }, at: now },
    })
    if (moved) await context.queue.enqueue(client, { name: 'submit', taskId: task.id, startAfter: dueAt })
  })
}
