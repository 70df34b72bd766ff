import { advanceTask, type TaskStep } from '#lib/data/advance-task.ts'
import { claimDueTasks, claimTask, type Lease } from '#lib/data/engine-tasks.ts'
import { moveTask, type TaskRow } from '#lib/data/tasks.ts'
import { putOffChecks, type VendorAccount } from '#lib/data/vendor-health.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { type Failure, failure } from '#lib/generation/failure.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Snapshot } from '#lib/vendors/vendor.ts'
import { settleCancelRequest } from './ask-to-cancel.ts'
import { confirmCallback } from './confirm-callback.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { jitter, nextCheckMs } from './poll-schedule.ts'
import { failTask } from './settle-task.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { callFacts, recordVendorCall } from './vendor-health.ts'

const queryTimeoutMs = 20_000
const leaseMs = queryTimeoutMs + 10_000
const deadlineMs = 24 * 3_600_000
const lateAdoptionMs = 3 * 24 * 3_600_000
const maxBackoffMs = 10 * 60_000

/** Asks the vendor where a task stands, whether it is due or not; the work of a worker that has the task already is left to it. */
export async function checkTask(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const claimed = await claimTask(viewer, context.database, taskId, newLease(context))
  if (claimed) await checkClaimed(context, viewer, claimed)
}

/** Tasks whose check is due, leased to this process. */
export async function claimDueChecks(
  context: ServiceContext,
  viewer: EngineViewer,
  options: { count: number; except: readonly VendorAccount[] },
): Promise<TaskRow[]> {
  return claimDueTasks(viewer, context.database, { ...newLease(context), limit: options.count, except: options.except })
}

function newLease(context: ServiceContext): Lease {
  const now = context.clock()
  return { owner: context.workerId, now, until: new Date(now.getTime() + leaseMs) }
}

/**
 * Two kinds of failure never mix: "the vendor says it failed" ends the task; "this check failed" (a vendor that is down, an answer nobody
 * can read) only means to ask again later, for at most a day.
 */
export async function checkClaimed(context: ServiceContext, viewer: EngineViewer, task: TaskRow): Promise<void> {
  if (task.state === 'unconfirmed') return confirmCallback(context, viewer, task)
  if (task.vendorTaskId === null || (task.state === 'failed' && task.failureCode !== 'timed_out')) {
    await advanceTask(viewer, context.database, endCheck(context, task, { dueAt: null }))
    return
  }
  const connection = await resolveTaskConnection(context, task)
  const endpoint = vendorEndpoint(context, connection)
  if (!endpoint) {
    await checkLater(context, viewer, task, failure('not_configured', { vendorMessage: connection.reason }))
    return
  }
  const outcome = await callVendor(endpoint, vendors[task.vendor].query, { vendorTaskId: task.vendorTaskId }, { timeoutMs: queryTimeoutMs })
  context.log.debug({ taskId: task.id, ...callFacts(task.vendor, 'query', outcome, (snapshot) => snapshot.traceId) }, 'vendor called')
  await recordVendorCall(context, viewer, accountOf(task), 'query', outcome)
  if (outcome.kind !== 'answered') return checkLater(context, viewer, task, outcome.failure)
  if (!outcome.decoded.ok) return checkLater(context, viewer, task, outcome.decoded.failure)
  await noteDrift(context, task.vendor, outcome.decoded.drift)
  await applySnapshot(context, viewer, task, outcome.decoded.value)
}

/** The task stays as it is, and its lease ends. */
function endCheck(context: ServiceContext, task: TaskRow, patch: NonNullable<TaskStep['patch']>): TaskStep {
  return {
    id: task.id,
    from: [task.state],
    to: task.state,
    patch: { ...patch, leaseOwner: null, leaseUntil: null },
    leasedUntil: task.leaseUntil,
    now: context.clock(),
  }
}

/** What the vendor said becomes the task's next state. */
export async function applySnapshot(context: ServiceContext, viewer: EngineViewer, task: TaskRow, snapshot: Snapshot): Promise<void> {
  if (snapshot.state === 'succeeded' && snapshot.video) return startArchiving(context, viewer, task, snapshot, snapshot.video.url)
  if (task.state === 'failed') return checkLater(context, viewer, task, failure('timed_out'))
  if (await settleCancelRequest(context, viewer, task, snapshot)) return
  if (snapshot.state === 'failed' || snapshot.state === 'cancelled') {
    const code = snapshot.state === 'failed' ? 'generation_failed' : 'cancelled_by_vendor'
    await failTask(context, viewer, task, snapshot.failure ?? failure(code, { traceId: snapshot.traceId }))
    return
  }
  const now = context.clock()
  if (isPastDeadline(task, now)) {
    await failTask(context, viewer, task, failure('timed_out', { traceId: snapshot.traceId }))
    return
  }
  const dueAt = new Date(now.getTime() + (await nextCheckMs(context, task, ageMs(task, now))))
  const message = `${vendors[task.vendor].name} says “${snapshot.vendorStatus}”.`
  const kept = await advanceTask(viewer, context.database, {
    ...endCheck(context, task, {
      progress: snapshot.progress,
      vendorStatus: snapshot.vendorStatus,
      ...(snapshot.creditsCharged !== null && { creditsCharged: snapshot.creditsCharged }),
      ...(snapshot.traceId !== null && { traceId: snapshot.traceId }),
      attempts: 0,
      dueAt,
    }),
    event: snapshot.vendorStatus === task.vendorStatus ? null : { type: 'vendor_status', message, at: now },
  })
  if (kept) context.queue.ring({ name: 'check', taskId: task.id, startAfter: kept.dueAt ?? dueAt })
}

async function startArchiving(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  snapshot: Snapshot,
  url: string,
): Promise<void> {
  const now = context.clock()
  if (task.state === 'failed') {
    const adopted = await moveTask(viewer, context.database.client, task.id, {
      from: ['failed'],
      to: 'running',
      patch: { failureCode: null, vendorCode: null, vendorMessage: null, finishedAt: null },
      event: { type: 'adopted', message: 'The result came after the deadline and is taken in.', at: now },
    })
    if (!adopted) return
  }
  const moved = await advanceTask(viewer, context.database, {
    id: task.id,
    from: ['running'],
    to: 'archiving',
    patch: {
      resultUrl: url,
      progress: 1,
      vendorStatus: snapshot.vendorStatus,
      ...(snapshot.creditsCharged !== null && { creditsCharged: snapshot.creditsCharged }),
      ...(snapshot.traceId !== null && { traceId: snapshot.traceId }),
      vendorDoneAt: now,
      attempts: 0,
      leaseOwner: null,
      leaseUntil: null,
      dueAt: now,
    },
    event: { type: 'archiving', message: `${vendors[task.vendor].name} finished; copying the file.`, at: now },
    now,
  })
  if (moved) context.queue.ring({ name: 'archive', taskId: task.id })
  if (moved?.hasRung) context.queue.ring({ name: 'submit', taskId: task.id })
}

/** This check failed, which says nothing about the task. */
async function checkLater(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<void> {
  const now = context.clock()
  if (task.state === 'failed') {
    const isOver = now.getTime() - (task.finishedAt ?? task.createdAt).getTime() > lateAdoptionMs
    const dueAt = isOver ? null : new Date(now.getTime() + 3_600_000)
    await advanceTask(viewer, context.database, endCheck(context, task, { dueAt }))
    return
  }
  if (isPastDeadline(task, now)) {
    await failTask(context, viewer, task, failure('timed_out', { vendorMessage: why.vendorMessage, traceId: why.traceId }))
    return
  }
  const attempts = task.attempts + 1
  const steadyMs = await nextCheckMs(context, task, ageMs(task, now))
  const dueAt = new Date(
    now.getTime() +
      jitter(Math.min(maxBackoffMs, Math.max((why.retryAfterSeconds ?? 0) * 1000, steadyMs * 2 ** Math.min(attempts - 1, 8)))),
  )
  const kept = await advanceTask(viewer, context.database, {
    ...endCheck(context, task, { attempts, dueAt }),
    event:
      attempts === 1
        ? {
            type: 'check_failed',
            message: `A check at ${vendors[task.vendor].name} failed; asking again until it answers.`,
            details: { code: why.code, vendorMessage: why.vendorMessage },
            at: now,
          }
        : null,
  })
  // Asked too often means by all takes of the account together.
  if (why.code === 'rate_limited') await putOffChecks(viewer, context.database.client, accountOf(task), now, dueAt)
  if (kept) context.queue.ring({ name: 'check', taskId: task.id, startAfter: kept.dueAt ?? dueAt })
}

function accountOf({ vendor, isSandbox }: TaskRow): VendorAccount {
  return { vendor, isSandbox }
}

function isPastDeadline(task: TaskRow, now: Date): boolean {
  return ageMs(task, now) > deadlineMs
}

function ageMs(task: TaskRow, now: Date): number {
  return now.getTime() - (task.submittedAt ?? task.createdAt).getTime()
}
