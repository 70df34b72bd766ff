import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, leaseTask, moveTask, type TaskRow, updateTask } from '#lib/data/tasks.ts'
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
import { failTask, freePlace } from './settle-task.ts'
import { resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { callFacts, recordVendorCall } from './vendor-health.ts'

const queryTimeoutMs = 20_000
const leaseMs = queryTimeoutMs + 10_000
const deadlineMs = 24 * 3_600_000
const lateAdoptionMs = 3 * 24 * 3_600_000
const maxBackoffMs = 10 * 60_000

/**
 * Asks the vendor where a task stands. Two kinds of failure never mix: "the vendor says it failed" ends the task; "this check failed" (a
 * vendor that is down, an answer nobody can read) only means to ask again later, for at most a day.
 */
export async function checkTask(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const task = await findTask(viewer, context.database.client, taskId)
  if (task?.state === 'submitting' || task?.state === 'unconfirmed') return confirmCallback(context, viewer, task)
  if (!task?.vendorTaskId) return
  if (task.state === 'failed' && task.failureCode !== 'timed_out') return
  if (task.state !== 'running' && task.state !== 'failed') return
  const now = context.clock()
  const lease = { state: task.state, owner: context.workerId, now, until: new Date(now.getTime() + leaseMs) }
  if (!(await leaseTask(viewer, context.database.client, taskId, lease))) return

  const connection = await resolveTaskConnection(context, task)
  const endpoint = vendorEndpoint(context, connection)
  if (!endpoint) {
    await checkLater(context, viewer, task, failure('not_configured', { vendorMessage: connection.reason }))
    return
  }
  const outcome = await callVendor(endpoint, vendors[task.vendor].query, { vendorTaskId: task.vendorTaskId }, { timeoutMs: queryTimeoutMs })
  context.log.debug({ taskId, ...callFacts(task.vendor, 'query', outcome, (snapshot) => snapshot.traceId) }, 'vendor called')
  await recordVendorCall(context, viewer, { vendor: task.vendor, isSandbox: task.isSandbox }, 'query', outcome)
  if (outcome.kind !== 'answered') return checkLater(context, viewer, task, outcome.failure)
  if (!outcome.decoded.ok) return checkLater(context, viewer, task, outcome.decoded.failure)
  await noteDrift(context, task.vendor, outcome.decoded.drift)
  await applySnapshot(context, viewer, task, outcome.decoded.value)
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
  await context.database.transaction(async (client) => {
    const updated = await updateTask(viewer, client, task.id, 'running', {
      progress: snapshot.progress,
      vendorStatus: snapshot.vendorStatus,
      ...(snapshot.creditsCharged !== null && { creditsCharged: snapshot.creditsCharged }),
      ...(snapshot.traceId !== null && { traceId: snapshot.traceId }),
      attempts: 0,
      leaseOwner: null,
      leaseUntil: null,
      dueAt,
    })
    if (!updated) return
    if (snapshot.vendorStatus !== task.vendorStatus) {
      const message = `${vendors[task.vendor].name} says “${snapshot.vendorStatus}”.`
      await addTaskEvent(client, task.id, { type: 'vendor_status', message, at: now })
    }
    await context.queue.enqueue(client, { name: 'check', taskId: task.id, startAfter: dueAt })
  })
}

async function startArchiving(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  snapshot: Snapshot,
  url: string,
): Promise<void> {
  const now = context.clock()
  await context.database.transaction(async (client) => {
    if (task.state === 'failed') {
      const adopted = await moveTask(viewer, client, task.id, {
        from: ['failed'],
        to: 'running',
        patch: { failureCode: null, vendorCode: null, vendorMessage: null, finishedAt: null },
        event: { type: 'adopted', message: 'The result came after the deadline and is taken in.', at: now },
      })
      if (!adopted) return
    }
    const moved = await moveTask(viewer, client, task.id, {
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
    })
    if (!moved) return
    await context.queue.enqueue(client, { name: 'archive', taskId: task.id })
    await freePlace(context, viewer, client, task.vendor)
  })
}

/** This check failed, which says nothing about the task. */
async function checkLater(context: ServiceContext, viewer: EngineViewer, task: TaskRow, why: Failure): Promise<void> {
  const now = context.clock()
  if (task.state === 'failed') {
    const isOver = now.getTime() - (task.finishedAt ?? task.createdAt).getTime() > lateAdoptionMs
    const dueAt = isOver ? null : new Date(now.getTime() + 3_600_000)
    await updateTask(viewer, context.database.client, task.id, 'failed', { dueAt, leaseOwner: null, leaseUntil: null })
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
  await context.database.transaction(async (client) => {
    const updated = await updateTask(viewer, client, task.id, 'running', { attempts, dueAt, leaseOwner: null, leaseUntil: null })
    if (!updated) return
    if (attempts === 1) {
      const message = `A check at ${vendors[task.vendor].name} failed; asking again until it answers.`
      await addTaskEvent(client, task.id, {
        type: 'check_failed',
        message,
        details: { code: why.code, vendorMessage: why.vendorMessage },
        at: now,
      })
    }
    await context.queue.enqueue(client, { name: 'check', taskId: task.id, startAfter: dueAt })
  })
}

function isPastDeadline(task: TaskRow, now: Date): boolean {
  return ageMs(task, now) > deadlineMs
}

function ageMs(task: TaskRow, now: Date): number {
  return now.getTime() - (task.submittedAt ?? task.createdAt).getTime()
}
