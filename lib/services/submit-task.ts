import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { changeVendorHealth, findVendorHealth, lockVendorAccount, type VendorAccount } from '#lib/data/vendor-health.ts'
import { countRunning } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { asUnconfirmed, type Failure, failure, failureWords } from '#lib/generation/failure.ts'
import { type CallOutcome, callVendor, createCertainty } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { CreateInput, VendorTask } from '#lib/vendors/vendor.ts'
import { createCallbackAddress } from './callback-address.ts'
import { claimPlace, passGate, pickNext } from './claim-place.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { nextCheckMs } from './poll-schedule.ts'
import { resolveReferences } from './references.ts'
import { type Connection, resolveConnection } from './resolve-connection.ts'
import { failTask } from './settle-task.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { callFacts, effectiveLimit, learnLimit, recordVendorCall } from './vendor-health.ts'

const createTimeoutMs = 60_000
/** Longer than the call can take: a lease that runs out means that the process is gone. */
const createLeaseMs = createTimeoutMs + 30_000
const busyRetryMs = 20_000
/** The sandbox is next door and quick. */
const sandboxBusyRetryMs = 1_000
const maxWaitMs = 10 * 60_000

/**
 * A submit alarm offers a place at its take's vendor: whoever is next in line is sent, at most once. `submitting` is committed before the
 * call and the vendor's id in its own commit right after; whatever happens in between leaves a task that is never sent again by a machine.
 */
export async function submitTask(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const alarm = await findTask(viewer, context.database.client, taskId)
  if (alarm?.state !== 'queued') return
  const connection = await resolveAsAccepted(context, alarm)
  const endpoint = vendorEndpoint(context, connection)
  if (!endpoint) {
    await failTask(context, viewer, alarm, failure('not_configured', { vendorMessage: connection.reason }))
    return
  }
  const account = { vendor: alarm.vendor, isSandbox: connection.state === 'sandbox' }
  const gate = await passGate(context, viewer, alarm, account, { endpoint, configuredLimit: connection.maxRunning })
  if (!gate) return
  for (;;) {
    const task = await pickNext(context, viewer, alarm, account, gate.limit)
    if (!task) return
    if (task.state !== 'queued') {
      // Another alarm was quicker. With its own take gone, this one has nothing left to do; else it looks who is next now.
      if (task.id === alarm.id) return
      continue
    }
    const request = await resolveReferences(context, viewer, connection, task.request)
    if (!request) {
      const vendorMessage = 'An upload of this take was removed before it was sent.'
      await failTask(context, viewer, task, failure('invalid_request', { vendorMessage }))
      continue
    }
    // Its hash is kept before the call: the vendor may call back sooner than it answers.
    const callback = createCallbackAddress(context, task.vendor)
    const claim = { limit: gate.limit, leaseMs: createLeaseMs, callbackHash: callback?.hash ?? null, alarm }
    if (!(await claimPlace(context, viewer, task, account, claim))) continue
    const input: CreateInput = { request, reference: task.id, ...(callback && { callbackUrl: callback.url }) }
    const outcome = await callVendor(endpoint, vendors[task.vendor].create, input, { timeoutMs: createTimeoutMs })
    context.log.info({ taskId: task.id, ...callFacts(task.vendor, 'create', outcome, (accepted) => accepted.traceId) }, 'vendor called')
    await settleCreate(context, viewer, task, account, outcome)
    await recordVendorCall(context, viewer, account, 'create', outcome)
    return
  }
}

/** A take that was accepted for the sandbox, at no cost, does not become one that costs because a key was added while it waited. */
async function resolveAsAccepted(context: ServiceContext, task: TaskRow): Promise<Connection> {
  const current = await resolveConnection(context, task.vendor)
  const isAsAccepted = current.state === 'off' || (current.state === 'sandbox') === task.isSandbox
  return isAsAccepted ? current : resolveTaskConnection(context, task)
}

async function settleCreate(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  account: VendorAccount,
  outcome: CallOutcome<VendorTask>,
): Promise<void> {
  const certainty = createCertainty(outcome)
  if (certainty === 'accepted' && outcome.kind === 'answered' && outcome.decoded.ok) {
    await noteDrift(context, task.vendor, outcome.decoded.drift)
    await keepTrying(context, task, outcome.decoded.value, () => acceptTask(context, viewer, task, acceptedTask(outcome)))
    return
  }
  const why = outcome.kind === 'answered' ? (outcome.decoded.ok ? failure('unreadable_answer') : outcome.decoded.failure) : outcome.failure
  if (certainty === 'unknown') return leaveUnconfirmed(context, viewer, task, why)
  if (why.code === 'busy' || why.code === 'rate_limited') return waitForVendor(context, viewer, task, account, why)
  await failTask(context, viewer, { ...task, state: 'submitting' }, why)
}

function acceptedTask(outcome: Extract<CallOutcome<VendorTask>, { kind: 'answered' }>): VendorTask {
  if (!outcome.decoded.ok) throw new Error('only an accepted create has a vendor task')
  return outcome.decoded.value
}

/** The vendor has the task: its id is written at once, also when a sweep has meanwhile called the task unconfirmed. */
export async function acceptTask(context: ServiceContext, viewer: EngineViewer, task: TaskRow, accepted: VendorTask): Promise<void> {
  const now = context.clock()
  const dueAt = new Date(now.getTime() + (await nextCheckMs(context, task, 0)))
  const vendor = vendors[task.vendor]
  const isKept = await context.database.transaction(async (client) => {
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
    if (moved) {
      await context.queue.enqueue(client, { name: 'check', taskId: task.id, startAfter: dueAt })
      return true
    }
    // Written already, by a commit whose answer was lost.
    if ((await findTask(viewer, client, task.id))?.vendorTaskId === accepted.vendorTaskId) return true
    // A person said meanwhile that it did not run. Now two may have been paid for, and the timeline must name this one too.
    const message = `${vendor.name} accepted it all the same, as ${accepted.vendorTaskId}; you may have paid twice.`
    await addTaskEvent(client, task.id, { type: 'accepted_late', message, at: now })
    return false
  })
  if (!isKept)
    context.log.error({ taskId: task.id, vendor: task.vendor, vendorTaskId: accepted.vendorTaskId }, 'late accept without a place')
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

export async function leaveUnconfirmed(context: ServiceContext, viewer: EngineViewer, task: TaskRow, outcome: Failure): Promise<void> {
  const why = asUnconfirmed(outcome)
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

/**
 * Refused for want of a place, or told to slow down: nothing was spent, so the same take may go again. The whole account pauses, because
 * whoever is next would be refused the same way and would overtake.
 */
async function waitForVendor(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  account: VendorAccount,
  why: Failure,
): Promise<void> {
  const now = context.clock()
  const waitReason = why.code === 'busy' ? 'slot' : 'rate_limited'
  await context.database.transaction(async (client) => {
    await lockVendorAccount(viewer, client, account)
    const health = await findVendorHealth(client, account)
    const pauses = health?.pausesInARow ?? 0
    const ownMs = (account.isSandbox ? sandboxBusyRetryMs : busyRetryMs) * 1.5 ** Math.min(pauses, 6)
    const pausedUntil = new Date(now.getTime() + Math.min(maxWaitMs, Math.max((why.retryAfterSeconds ?? 0) * 1000, ownMs)))
    const moved = await moveTask(viewer, client, task.id, {
      from: ['submitting'],
      to: 'queued',
      patch: {
        waitReason,
        vendorMessage: why.vendorMessage,
        traceId: why.traceId,
        submittedAt: null,
        leaseOwner: null,
        leaseUntil: null,
        dueAt: null,
      },
      event: { type: 'waiting', message: failureWords[why.code].title, details: { vendorMessage: why.vendorMessage }, at: now },
    })
    const learnt =
      why.code === 'busy' ? learnLimit(await countRunning(viewer, client, account), effectiveLimit(account, health, null, now), now) : {}
    await changeVendorHealth(viewer, client, account, { ...learnt, pausedUntil, pauseReason: waitReason, pausesInARow: pauses + 1 })
    if (moved) await context.queue.enqueue(client, { name: 'submit', taskId: task.id, startAfter: pausedUntil })
  })
}
