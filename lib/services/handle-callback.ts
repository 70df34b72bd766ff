import { addCallbackHint, type CallbackTarget, findCallbackTarget } from '#lib/data/callbacks.ts'
import { hashToken } from '#lib/data/secrets.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { CallbackHint } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'

/** While a create is under way, its own answer is worth a moment's wait. */
const submittingDelayMs = 5_000
/** A task is asked for at once, and then at most this often, however many callbacks come. */
const quietMs = 1_000
const maxRemembered = 10_000

/** When this process last rang for a task. */
const lastRings = new WeakMap<ServiceContext, Map<string, number>>()

/**
 * A vendor, or somebody who pretends to be one, says that something happened to a task. All it causes is a query, soon; what the body says
 * is believed only as far as the vendor's answer confirms it.
 * @returns false when no task has this secret.
 */
export async function handleCallback(context: ServiceContext, token: string, body: unknown): Promise<boolean> {
  const target = await findCallbackTarget(context.database.client, hashToken(token))
  if (!target) return false
  const hint = vendors[target.vendor].callback?.decode(body) ?? { vendorTaskId: null, reference: null }
  context.log.info({ taskId: target.taskId, vendor: target.vendor, state: target.state }, 'callback received')
  switch (target.state) {
    case 'running':
      await ring(context, target, 0)
      break
    case 'failed':
      // The deadline has passed, and the result may have come all the same.
      if (target.failureCode === 'timed_out') await ring(context, target, 0)
      break
    case 'submitting':
    case 'unconfirmed':
      if (await keepHint(context, target, hint)) await ring(context, target, target.state === 'submitting' ? submittingDelayMs : 0)
      break
    default:
      // Not sent yet, or settled: there is nothing to ask.
      break
  }
  return true
}

/** False when the callback does not say which task it is about, or speaks of another take of ours. */
async function keepHint(context: ServiceContext, target: CallbackTarget, hint: CallbackHint): Promise<boolean> {
  if (hint.vendorTaskId === null || (hint.reference !== null && hint.reference !== target.taskId)) return false
  await addCallbackHint(context.database.client, {
    taskId: target.taskId,
    vendorTaskId: hint.vendorTaskId,
    message: `${vendors[target.vendor].name} called back about a task; asking it whether that is this take.`,
    at: context.clock(),
  })
  return true
}

async function ring(context: ServiceContext, target: CallbackTarget, delayMs: number): Promise<void> {
  const rings = lastRings.get(context) ?? new Map<string, number>()
  lastRings.set(context, rings)
  const now = context.clock().getTime()
  const last = rings.get(target.taskId)
  const at = Math.max(now + delayMs, last === undefined ? 0 : last + quietMs)
  rings.delete(target.taskId)
  rings.set(target.taskId, at)
  const oldest = rings.size > maxRemembered ? rings.keys().next().value : undefined
  if (oldest !== undefined) rings.delete(oldest)
  await context.queue.enqueue(context.database.client, {
    name: 'check',
    taskId: target.taskId,
    ...(at > now && { startAfter: new Date(at) }),
  })
}
