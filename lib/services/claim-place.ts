import { keepCallbackHash } from '#lib/data/callbacks.ts'
import { addTaskEvent } from '#lib/data/task-events.ts'
import { findTask, moveTask, type TaskRow, updateTask } from '#lib/data/tasks.ts'
import { claimRetry, findVendorHealth, lockVendorAccount, type VendorAccount } from '#lib/data/vendor-health.ts'
import { countRunning, listLine } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { probeVendor } from './probe-vendor.ts'
import { wakeWaiting } from './settle-task.ts'
import { nextRetryAt, readGate, type WaitReason } from './vendor-health.ts'

/** How many may run at once; null when nobody knows a limit. */
export interface OpenGate {
  limit: number | null
}

/** Whether the account may be sent to at all; a take that may not is told to wait, with an alarm for when it may. */
export async function passGate(
  context: ServiceContext,
  viewer: EngineViewer,
  alarm: TaskRow,
  account: VendorAccount,
  options: { endpoint: VendorEndpoint; configuredLimit: number | null },
): Promise<OpenGate | null> {
  const now = context.clock()
  const health = await findVendorHealth(context.database.client, account)
  const gate = readGate(account, health, options.configuredLimit, now)
  if (gate.state === 'open') return gate
  if (gate.state === 'closed') {
    await waitInLine(context, viewer, alarm, gate.reason, gate.until)
    return null
  }
  const nextAt = nextRetryAt(account, (health?.retries ?? 0) + 1, now)
  const isOurs = await claimRetry(viewer, context.database.client, account, { now, nextAt })
  // Where nothing harmless can be asked, the create must find out.
  if (isOurs && (await probeVendor(context, viewer, account, options.endpoint)) !== 'down') return gate
  await waitInLine(context, viewer, alarm, 'vendor_unavailable', nextAt)
  return null
}

/** Who is next at the account: the alarm's own take where there is no limit, else the head of the line, or null when all places are taken. */
export async function pickNext(
  context: ServiceContext,
  viewer: EngineViewer,
  alarm: TaskRow,
  account: VendorAccount,
  limit: number | null,
): Promise<TaskRow | null> {
  const { client } = context.database
  if (limit === null) return findTask(viewer, client, alarm.id)
  if ((await countRunning(viewer, client, account)) < limit) {
    const [id] = await listLine(client, account, 1)
    return id === undefined ? null : findTask(viewer, client, id)
  }
  await waitInLine(context, viewer, alarm, 'slot', null, limit)
  // A place that was given back while we wrote that down would have woken nobody.
  return (await countRunning(viewer, client, account)) < limit ? pickNext(context, viewer, alarm, account, limit) : null
}

/** False when somebody else took the place or the take. */
export async function claimPlace(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  account: VendorAccount,
  options: { limit: number | null; leaseMs: number; callbackHash: string | null; alarm: TaskRow },
): Promise<boolean> {
  const now = context.clock()
  const { limit, alarm } = options
  return context.database.transaction(async (client) => {
    if (limit !== null) {
      await lockVendorAccount(viewer, client, account)
      if ((await countRunning(viewer, client, account)) >= limit) return false
    }
    const moved = await moveTask(viewer, client, task.id, {
      from: ['queued'],
      to: 'submitting',
      patch: {
        isSandbox: account.isSandbox,
        submittedAt: now,
        leaseOwner: context.workerId,
        leaseUntil: new Date(now.getTime() + options.leaseMs),
        waitReason: null,
        dueAt: null,
      },
      event: { type: 'submitting', message: `Sending to ${vendors[task.vendor].name}.`, at: now },
    })
    if (!moved) return false
    if (options.callbackHash !== null) await keepCallbackHash(viewer, client, task.id, options.callbackHash)
    // The alarm rang for another take, which may find a place too; and one that waited may not have waited alone.
    if (alarm.id !== task.id) await context.queue.enqueue(client, { name: 'submit', taskId: alarm.id })
    if (task.waitReason !== null) await wakeWaiting(context, viewer, client, task.vendor)
    return true
  })
}

/** @param until when to look again, where a free place is not what it waits for. */
export async function waitInLine(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  reason: WaitReason,
  until: Date | null,
  limit: number | null = null,
): Promise<void> {
  await context.database.transaction(async (client) => {
    const isNew = task.waitReason !== reason
    if (isNew || task.dueAt !== null) {
      // From here on a free place rings, or the sweep, for the line as a whole: no alarm of its own.
      const waits = await updateTask(viewer, client, task.id, 'queued', { waitReason: reason, dueAt: null })
      if (!waits) return
      if (isNew) await addTaskEvent(client, task.id, { type: 'waiting', message: waitingWords(task, reason, limit), at: context.clock() })
    }
    if (until) await context.queue.enqueue(client, { name: 'submit', taskId: task.id, startAfter: until })
  })
}

function waitingWords(task: TaskRow, reason: WaitReason, limit: number | null): string {
  const { name } = vendors[task.vendor]
  if (reason === 'rate_limited') return `${name} asked us to slow down; this take waits until then.`
  if (reason === 'vendor_unavailable') return `${name} does not answer at the moment; this take waits until it is back.`
  return limit === null
    ? `${name} has no free place at the moment; this take waits for one.`
    : `${name} runs ${limit} ${limit === 1 ? 'take' : 'takes'} at once; this one waits for a free place.`
}
