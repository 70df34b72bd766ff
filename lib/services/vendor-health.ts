import {
  changeVendorHealth,
  clearHealth,
  findVendorHealth,
  lockVendorAccount,
  type VendorAccount,
  type VendorHealthChange,
  type VendorHealthRow,
} from '#lib/data/vendor-health.ts'
import { ringWaiting } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { VendorHealthView } from '#lib/generation/task-view.ts'
import type { CallOutcome } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { VendorCallName } from './call-metrics.ts'
import type { ServiceContext } from './context.ts'

const failuresToOpen = 5
const failureWindowMs = 2 * 60_000
const maxRetryMs = 5 * 60_000
const staleOutageMs = 60_000
const forgetLimitMs = 24 * 3_600_000

/** The sandbox is next door and quick, in this as in everything. */
const retryMs = (account: VendorAccount) => (account.isSandbox ? 2_000 : 15_000)
const relaxMs = (account: VendorAccount) => (account.isSandbox ? 60_000 : 30 * 60_000)

export type WaitReason = 'slot' | 'rate_limited' | 'vendor_unavailable'

/**
 * - `open`: send, as long as fewer than `limit` run;
 * - `probe`: the vendor was down and may be back, one call may find out;
 * - `closed`: nothing is sent before `until`.
 */
export type Gate =
  | { state: 'open'; limit: number | null }
  | { state: 'probe'; limit: number | null }
  | { state: 'closed'; reason: WaitReason; until: Date }

export function readGate(account: VendorAccount, row: VendorHealthRow | null, configuredLimit: number | null, now: Date): Gate {
  const limit = effectiveLimit(account, row, configuredLimit, now)
  if (row?.downSince) {
    if (row.retryAt && row.retryAt > now) return { state: 'closed', reason: 'vendor_unavailable', until: row.retryAt }
    return { state: 'probe', limit }
  }
  if (row?.pausedUntil && row.pausedUntil > now) {
    return { state: 'closed', reason: row.pauseReason === 'slot' ? 'slot' : 'rate_limited', until: row.pausedUntil }
  }
  return { state: 'open', limit }
}

/** What Settings or the vendor's documentation says, or less where the vendor has shown that it allows less; that wears off step by step. */
export function effectiveLimit(account: VendorAccount, row: VendorHealthRow | null, configured: number | null, now: Date): number | null {
  if (row === null || row.learntLimit === null || row.learntAt === null) return configured
  const ageMs = now.getTime() - row.learntAt.getTime()
  if (ageMs > forgetLimitMs) return configured
  const learnt = row.learntLimit + Math.floor(ageMs / relaxMs(account))
  return configured === null ? learnt : Math.min(configured, learnt)
}

/** What a refusal for want of a place teaches: as many as run besides are all that fit. With none besides, somebody else uses the account. */
export function learnLimit(runningBesides: number, known: number | null, now: Date): VendorHealthChange {
  if (runningBesides === 0 || (known !== null && known <= runningBesides)) return {}
  return { learntLimit: runningBesides, learntAt: now }
}

/** When the next try at a vendor that is down may be made, later each time. */
export function nextRetryAt(account: VendorAccount, retries: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(maxRetryMs, retryMs(account) * 2 ** Math.min(retries, 10)))
}

/** Why a call counts as failed, or null: any readable answer below 500 shows that the vendor is there, also when it says no. */
export function outageCode(outcome: CallOutcome<unknown>): string | null {
  if (outcome.kind === 'answered') return outcome.status >= 500 ? `http_${outcome.status}` : null
  // Our own guard refused the address: nobody was called.
  return outcome.failure.code === 'address_refused' ? null : outcome.failure.code
}

/**
 * Counts a call for the metrics and the circuit, which opens after several failures in a row and closes with the first answer. Never
 * stands in the way of the take: a failure in here is only logged.
 */
export async function recordVendorCall(
  context: ServiceContext,
  viewer: EngineViewer,
  account: VendorAccount,
  call: VendorCallName,
  outcome: CallOutcome<unknown>,
): Promise<void> {
  context.metrics.observe({ vendor: account.vendor, call, latencyMs: outcome.latencyMs, failureCode: failureCodeOf(outcome) })
  try {
    const code = outageCode(outcome)
    if (code !== null) return await countFailure(context, viewer, account, code)
    const isAccepted = call === 'create' && outcome.kind === 'answered' && outcome.decoded.ok
    const wasFailing = await clearHealth(viewer, context.database, account, isAccepted)
    if (!wasFailing) return
    context.log.info({ ...account, call }, 'vendor answers again')
    await ringWaiting(context.database.client, account.vendor, context.clock())
  } catch (error) {
    context.log.error({ err: error, ...account, call }, 'vendor health not recorded')
  }
}

/** What the log keeps of a call: enough for the vendor's support, and nothing of what was sent. */
export function callFacts<T>(vendor: VendorId, call: VendorCallName, outcome: CallOutcome<T>, traceIdOf: (value: T) => string | null) {
  const facts = { vendor, call, outcome: outcome.kind, code: failureCodeOf(outcome), latencyMs: outcome.latencyMs }
  if (outcome.kind !== 'answered') return { ...facts, status: null, traceId: null }
  const { decoded, status } = outcome
  return { ...facts, status, traceId: decoded.ok ? traceIdOf(decoded.value) : decoded.failure.traceId }
}

function failureCodeOf(outcome: CallOutcome<unknown>): string | null {
  if (outcome.kind !== 'answered') return outcome.failure.code
  return outcome.decoded.ok ? null : outcome.decoded.failure.code
}

async function countFailure(context: ServiceContext, viewer: EngineViewer, account: VendorAccount, code: string): Promise<void> {
  const now = context.clock()
  const isNewlyDown = await context.database.transaction(async (client) => {
    await lockVendorAccount(viewer, client, account)
    const row = await findVendorHealth(client, account)
    const change = afterFailure(account, row, now)
    await changeVendorHealth(viewer, client, account, { ...change, lastFailureCode: code, lastFailureAt: now })
    return !row?.downSince && change.downSince !== undefined
  })
  if (isNewlyDown) context.log.warn({ ...account, code }, 'vendor is down; its takes wait')
}

function afterFailure(account: VendorAccount, row: VendorHealthRow | null, now: Date): VendorHealthChange {
  // Whoever tries a vendor that is down has put the next try off already.
  if (row?.downSince) return { failures: row.failures + 1 }
  const isOld = !row?.failingSince || now.getTime() - row.failingSince.getTime() > failureWindowMs
  const failures = isOld ? 1 : row.failures + 1
  const failingSince = isOld ? now : row.failingSince
  if (failures < failuresToOpen) return { failures, failingSince }
  return { failures, failingSince, downSince: now, retries: 0, retryAt: nextRetryAt(account, 0, now) }
}

/** For the composer and Settings. */
export function viewHealth(account: VendorAccount, row: VendorHealthRow | null, now: Date): VendorHealthView {
  // With nobody left to try it, an old failure says nothing about now: the next take will find out.
  const isOld = row?.retryAt && now.getTime() - row.retryAt.getTime() > staleOutageMs
  if (!row?.downSince || isOld) return { state: 'ok', since: null, message: null }
  const message = `${vendors[account.vendor].name} does not answer at the moment. Takes wait and are sent when it is back.`
  return { state: 'down', since: row.downSince.toISOString(), message }
}
