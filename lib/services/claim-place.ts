import { readAccounts } from '#lib/data/accounts.ts'
import { advanceTask } from '#lib/data/advance-task.ts'
import { type ClaimedTask, claimDueQueued, claimPlaces, claimQueued, type PlaceClaim } from '#lib/data/claim-places.ts'
import type { TaskRow } from '#lib/data/tasks.ts'
import { claimRetry, type VendorAccount, type VendorHealthRow } from '#lib/data/vendor-health.ts'
import { countRunning, ringWaiting } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { failure } from '#lib/generation/failure.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { type CallbackAddress, createCallbackAddress } from './callback-address.ts'
import type { ServiceContext } from './context.ts'
import { probeVendor } from './probe-vendor.ts'
import type { Connection } from './resolve-connection.ts'
import { failTask } from './settle-task.ts'
import { resolveAsAccepted, vendorEndpoint } from './vendor-endpoint.ts'
import { type Gate, nextRetryAt, readGate, type WaitReason } from './vendor-health.ts'

export const createTimeoutMs = 60_000
/** Longer than the call can take: a lease that runs out means that the process is gone. */
const createLeaseMs = createTimeoutMs + 30_000
/** Enough to fill all places of a process; the next look comes right after. */
const alarmsAtOnce = 100

/** An account as the line finds it now: whom to call, and whether. */
interface Counter {
  account: VendorAccount
  connection: Connection
  endpoint: VendorEndpoint | null
  health: VendorHealthRow | null
  gate: Gate
}

/** A take that is `submitting`, and has not been sent yet. */
export interface Submission {
  task: TaskRow
  account: VendorAccount
  connection: Connection
  endpoint: VendorEndpoint
  callbackUrl: string | null
}

/** Told at once of each take that has become `submitting`: whatever fails afterwards, that one must be sent. */
type OnClaimed = (submission: Submission) => void

/**
 * Takes places for those whose alarm rings, at most `count`, at any vendor but those whose calls fill this process already. At accounts
 * that are open to everybody the due takes are claimed together, in one statement.
 * @returns true when there may be more.
 */
export async function claimDueSubmissions(
  context: ServiceContext,
  viewer: EngineViewer,
  options: { count: number; except: readonly VendorAccount[] },
  onClaimed: OnClaimed,
): Promise<boolean> {
  const isExcepted = (account: VendorAccount) =>
    options.except.some((one) => one.vendor === account.vendor && one.isSandbox === account.isSandbox)
  const counters = (await readCounters(context)).filter(({ account }) => !isExcepted(account))
  const open = counters.filter(({ endpoint, gate }) => endpoint !== null && gate.state === 'open' && gate.limit === null)
  const closed = counters.filter((counter) => !open.includes(counter))
  const accounts = open.map(({ account }) => account)
  const claim = createClaim(context, accounts, options.count)
  const others = { except: options.except, limit: alarmsAtOnce }
  const { claimed, readOthers } = await claimDueQueued(viewer, context.database, accounts, claim.wanted, others)
  let count = options.count - handOver(open, claim, claimed, onClaimed)
  const hasRung = await ringAfter(context, claimed)
  const alarms = readOthers()
  for (const counter of closed) {
    const own = alarms.filter((task) => isAt(counter.account, task))
    if (own.length > 0 && count > 0) count -= await offerPlaces(context, viewer, counter, own, count, onClaimed)
  }
  return count === 0 || alarms.length === alarmsAtOnce || hasRung
}

/** One take's alarm is the offer of a place at its account: whoever is next in line there gets it. */
export async function claimSubmission(context: ServiceContext, viewer: EngineViewer, alarm: TaskRow): Promise<Submission | null> {
  const counter = (await readCounters(context)).find(({ account }) => isAt(account, alarm))
  const submissions: Submission[] = []
  try {
    if (counter) await offerPlaces(context, viewer, counter, [alarm], 1, (submission) => submissions.push(submission))
  } catch (error) {
    if (submissions.length === 0) throw error
    context.log.warn({ err: error, taskId: alarm.id }, 'a place was taken, and the rest of the line not told')
  }
  return submissions[0] ?? null
}

const isAt = (account: VendorAccount, task: TaskRow) => account.vendor === task.vendor && account.isSandbox === task.isSandbox

async function readCounters(context: ServiceContext): Promise<Counter[]> {
  const { connections, health } = await readAccounts(context.database)
  const now = context.clock()
  return vendorIds.flatMap((vendor) =>
    [false, true].map((isSandbox): Counter => {
      const account = { vendor, isSandbox }
      const connection = resolveAsAccepted(context, account, connections.find((row) => row.vendor === vendor) ?? null)
      const row = health.find((one) => one.vendor === vendor && one.isSandbox === isSandbox) ?? null
      const gate = readGate(account, row, connection.maxRunning, now)
      return { account, connection, endpoint: vendorEndpoint(context, connection), health: row, gate }
    }),
  )
}

/**
 * Places at one account for those whose alarms ring; who gets none is told what it waits for.
 * @returns how many got one.
 */
async function offerPlaces(
  context: ServiceContext,
  viewer: EngineViewer,
  counter: Counter,
  alarms: readonly TaskRow[],
  count: number,
  onClaimed: OnClaimed,
): Promise<number> {
  const { account, connection, endpoint, gate } = counter
  if (!endpoint) {
    const why = failure('not_configured', { vendorMessage: connection.reason })
    await Promise.all(alarms.map((task) => failTask(context, viewer, task, why)))
    return 0
  }
  if (gate.state === 'closed') {
    await waitInLine(context, viewer, alarms, gate.reason, gate.until)
    return 0
  }
  if (gate.state === 'probe' && !(await mayTry(context, viewer, counter, endpoint, alarms))) return 0
  const most = gate.state === 'probe' ? 1 : count
  const claim = createClaim(context, [account], most)
  const { database } = context
  const claimed =
    gate.limit === null
      ? await claimQueued(
          viewer,
          database,
          alarms.map(({ id }) => id),
          claim.wanted,
        )
      : await claimPlaces(viewer, database, account, gate.limit, claim.wanted)
  const got = handOver([counter], claim, claimed, onClaimed)
  await ringAfter(context, claimed)
  const left = alarms.filter(({ id }) => !claimed.some(({ task }) => task.id === id))
  if (gate.limit === null || got === most || left.length === 0) return got
  await waitInLine(context, viewer, left, 'slot', null, gate.limit)
  // A place that was given back while we wrote that down would have rung for nobody.
  const isFree = (await countRunning(viewer, database.client, account)) < gate.limit
  return isFree ? got + (await offerPlaces(context, viewer, counter, left, most - got, onClaimed)) : got
}

/** The account was down: one of all processes finds out whether it is back, by a harmless call where there is one. */
async function mayTry(
  context: ServiceContext,
  viewer: EngineViewer,
  { account, health }: Counter,
  endpoint: VendorEndpoint,
  alarms: readonly TaskRow[],
): Promise<boolean> {
  const now = context.clock()
  const nextAt = nextRetryAt(account, (health?.retries ?? 0) + 1, now)
  const isOurs = await claimRetry(viewer, context.database.client, account, { now, nextAt })
  // Where nothing harmless can be asked, the create must find out.
  if (isOurs && (await probeVendor(context, viewer, account, endpoint)) !== 'down') return true
  await waitInLine(context, viewer, alarms, 'vendor_unavailable', nextAt)
  return false
}

interface Claim {
  wanted: PlaceClaim
  addresses: Map<string, CallbackAddress>
}

/** With the secret addresses that the vendors will call back: their hashes are kept before the call, for a vendor may be quicker than its answer. */
function createClaim(context: ServiceContext, accounts: readonly VendorAccount[], count: number): Claim {
  const now = context.clock()
  const addresses = new Map<string, CallbackAddress>()
  const messages: Partial<Record<VendorId, string>> = {}
  const callbackHashes: Partial<Record<VendorId, string[]>> = {}
  for (const { vendor } of accounts) {
    messages[vendor] = `Sending to ${vendors[vendor].name}.`
    const created = Array.from({ length: count }, () => createCallbackAddress(context, vendor)).filter((address) => address !== null)
    for (const address of created) addresses.set(address.hash, address)
    if (created.length > 0) callbackHashes[vendor] = created.map(({ hash }) => hash)
  }
  const until = new Date(now.getTime() + createLeaseMs)
  return { wanted: { owner: context.workerId, now, until, count, messages, callbackHashes }, addresses }
}

function handOver(counters: readonly Counter[], claim: Claim, claimed: readonly ClaimedTask[], onClaimed: OnClaimed): number {
  for (const { task, callbackHash } of claimed) {
    const counter = counters.find(({ account }) => isAt(account, task))
    if (!counter?.endpoint) throw new Error('a place was claimed where nobody can be called')
    const { account, connection, endpoint } = counter
    const callbackUrl = callbackHash === null ? null : (claim.addresses.get(callbackHash)?.url ?? null)
    onClaimed({ task, account, connection, endpoint, callbackUrl })
  }
  return claimed.length
}

/** Who waited may not have waited alone. */
async function ringAfter(context: ServiceContext, claimed: readonly ClaimedTask[]): Promise<boolean> {
  const toRing = new Set(claimed.flatMap(({ task, hasWaited }) => (hasWaited ? [task.vendor] : [])))
  for (const vendor of toRing) await ringWaiting(context.database.client, vendor, context.clock())
  return toRing.size > 0
}

/** @param until when to look again, where a free place is not what they wait for. */
async function waitInLine(
  context: ServiceContext,
  viewer: EngineViewer,
  tasks: readonly TaskRow[],
  reason: WaitReason,
  until: Date | null,
  limit: number | null = null,
): Promise<void> {
  const now = context.clock()
  const wait = (task: TaskRow) =>
    advanceTask(viewer, context.database, {
      id: task.id,
      from: ['queued'],
      to: 'queued',
      // Without a moment, a free place rings, or the sweep, for the line as a whole: no alarm of its own.
      patch: { waitReason: reason, dueAt: until },
      event: task.waitReason === reason ? null : { type: 'waiting', message: waitingWords(task, reason, limit), at: now },
      now,
    })
  await Promise.all(tasks.map(wait))
}

function waitingWords(task: TaskRow, reason: WaitReason, limit: number | null): string {
  const { name } = vendors[task.vendor]
  if (reason === 'rate_limited') return `${name} asked us to slow down; this take waits until then.`
  if (reason === 'vendor_unavailable') return `${name} does not answer at the moment; this take waits until it is back.`
  return limit === null
    ? `${name} has no free place at the moment; this take waits for one.`
    : `${name} runs ${limit} ${limit === 1 ? 'take' : 'takes'} at once; this one waits for a free place.`
}
