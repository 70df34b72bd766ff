import { advanceTask } from '#lib/data/advance-task.ts'
import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { changeVendorHealth, findVendorHealth, lockVendorAccount, type VendorAccount } from '#lib/data/vendor-health.ts'
import { countRunning } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { asUnconfirmed, type Failure, failure, failureWords } from '#lib/generation/failure.ts'
import { type CallOutcome, callVendor, createCertainty } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { CreateInput, VendorTask } from '#lib/vendors/vendor.ts'
import { claimSubmission, createTimeoutMs, type Submission } from './claim-place.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { listPastDurations } from './past-durations.ts'
import { nextCheckMs } from './poll-schedule.ts'
import { resolveReferences } from './references.ts'
import { failTask } from './settle-task.ts'
import { callFacts, effectiveLimit, learnLimit, recordVendorCall } from './vendor-health.ts'

const busyRetryMs = 20_000
/** The sandbox is next door and quick. */
const sandboxBusyRetryMs = 1_000
const maxWaitMs = 10 * 60_000

/** Offers a place at a take's vendor: whoever is next in line there is sent. */
export async function submitTask(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const alarm = await findTask(viewer, context.database.client, taskId)
  if (alarm?.state !== 'queued') return
  const submission = await claimSubmission(context, viewer, alarm)
  if (submission) await sendSubmission(context, viewer, submission)
}

/**
 * Sends a take, at most once ever: `submitting` was committed before, and the vendor's id is in the commit right after; whatever happens in
 * between leaves a task that is never sent again by a machine.
 */
export async function sendSubmission(context: ServiceContext, viewer: EngineViewer, submission: Submission): Promise<void> {
  const { task, account, connection, endpoint, callbackUrl } = submission
  const request = await resolveReferences(context, viewer, connection, task.request)
  if (!request) {
    const vendorMessage = 'An upload of this take was removed before it was sent.'
    await failTask(context, viewer, task, failure('invalid_request', { vendorMessage }))
    return
  }
  const input: CreateInput = { request, reference: task.id, ...(callbackUrl !== null && { callbackUrl }) }
  // Read while the vendor thinks, so that its id is noted without another question to the database.
  listPastDurations(context, task).catch(() => undefined)
  const outcome = await callVendor(endpoint, vendors[task.vendor].create, input, { timeoutMs: createTimeoutMs })
  context.log.info({ taskId: task.id, ...callFacts(task.vendor, 'create', outcome, (accepted) => accepted.traceId) }, 'vendor called')
  await settleCreate(context, viewer, task, account, outcome)
  await recordVendorCall(context, viewer, account, 'create', outcome)
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
    // Before anything else is written: whoever is killed until then leaves a take that was paid for without its id.
    await keepTrying(context, task, outcome.decoded.value, () => acceptTask(context, viewer, task, acceptedTask(outcome)))
    await noteDrift(context, task.vendor, outcome.decoded.drift)
    return
  }
  const why = outcome.kind === 'answered' ? (outcome.decoded.ok ? failure('unreadable_answer') : outcome.decoded.failure) : outcome.failure
  if (certainty === 'unknown') return leaveUnconfirmed(context, viewer, task, why)
  if (failureWords[why.code].action === 'wait') return waitForVendor(context, viewer, task, account, why)
  await failTask(context, viewer, task, why)
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
  const taken = await advanceTask(viewer, context.database, {
    id: task.id,
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
    leasedUntil: task.leaseUntil,
    now,
  })
  if (taken) return context.queue.ring({ name: 'check', taskId: task.id, startAfter: taken.dueAt ?? dueAt })
  const isKept = await context.database.transaction(async (client) => {
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
  const now = context.clock()
  const moved = await advanceTask(viewer, context.database, {
    id: task.id,
    from: ['submitting'],
    to: 'unconfirmed',
    // A callback that came meanwhile has set `dueAt`, and it stays.
    patch: {
      failureCode: why.code,
      vendorCode: why.vendorCode,
      vendorMessage: why.vendorMessage,
      traceId: why.traceId,
      leaseOwner: null,
      leaseUntil: null,
    },
    event: {
      type: 'unconfirmed',
      message: `${failureWords[why.code].title} It may be running there, so it is not sent again by itself.`,
      details: { code: why.code, vendorMessage: why.vendorMessage },
      at: now,
    },
    now,
  })
  if (moved?.dueAt) context.queue.ring({ name: 'check', taskId: task.id, startAfter: moved.dueAt })
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
  const dueAt = await context.database.transaction(async (client) => {
    await lockVendorAccount(viewer, client, account)
    const health = await findVendorHealth(client, account)
    const pauses = health?.pausesInARow ?? 0
    const ownMs = (account.isSandbox ? sandboxBusyRetryMs : busyRetryMs) * 1.5 ** Math.min(pauses, 6)
    const pausedUntil = new Date(now.getTime() + Math.min(maxWaitMs, Math.max((why.retryAfterSeconds ?? 0) * 1000, ownMs)))
    await moveTask(viewer, client, task.id, {
      from: ['submitting'],
      to: 'queued',
      patch: {
        waitReason,
        vendorMessage: why.vendorMessage,
        traceId: why.traceId,
        submittedAt: null,
        leaseOwner: null,
        leaseUntil: null,
        dueAt: pausedUntil,
      },
      event: { type: 'waiting', message: failureWords[why.code].title, details: { vendorMessage: why.vendorMessage }, at: now },
    })
    const learnt =
      why.code === 'busy' ? learnLimit(await countRunning(viewer, client, account), effectiveLimit(account, health, null, now), now) : {}
    await changeVendorHealth(viewer, client, account, { ...learnt, pausedUntil, pauseReason: waitReason, pausesInARow: pauses + 1 })
    return pausedUntil
  })
  context.queue.ring({ name: 'submit', taskId: task.id, startAfter: dueAt })
}
