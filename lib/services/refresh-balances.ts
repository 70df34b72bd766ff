import { isSpending, recordBalance } from '#lib/data/balances.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { type Connection, resolveConnection } from './resolve-connection.ts'
import { vendorEndpoint } from './vendor-endpoint.ts'

const timeoutMs = 10_000
/**
 * While takes run or have just ended, and for whoever opens Settings. Just under the minute between two looks of the composer, or every
 * other one would come too early.
 */
const busyAgeMs = 55_000
/** While somebody looks and nothing is spent. */
const quietAgeMs = 10 * 60_000

interface Look {
  /** Of the last try, whether or not it was answered: a vendor that is down is not asked more often than one that is up. */
  at: number
  /** Takes were under way then, so the last of them may have been charged since. */
  wasSpending: boolean
  connection: Connection
  underWay: Promise<void>
}

/** What this process asked last. A start forgets it and so asks anew: the account may be another one. */
const looks = new WeakMap<ServiceContext, Map<VendorId, Look>>()

/**
 * Asks each vendor that has such a call for what is left, at most once a minute, and only while somebody looks: every minute while takes
 * are under way and once after, every ten minutes otherwise. Never throws.
 * @param occasion `settings`: somebody came to see just that.
 * @param waitMs how long the caller waits for first answers; what comes later is there the next time.
 */
export async function refreshBalances(
  context: ServiceContext,
  options: { occasion: 'outlook' | 'settings'; waitMs: number },
): Promise<void> {
  const asked = vendorIds.filter((vendor) => vendors[vendor].balance !== undefined)
  const refreshed = Promise.all(asked.map((vendor) => refreshIfStale(context, vendor, options.occasion))).catch((error: unknown) =>
    context.log.error({ err: error }, 'balances not refreshed'),
  )
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, options.waitMs)
  })
  await Promise.race([refreshed, patience])
  clearTimeout(timer)
}

async function refreshIfStale(context: ServiceContext, vendor: VendorId, occasion: 'outlook' | 'settings'): Promise<void> {
  const known = looks.get(context) ?? new Map<VendorId, Look>()
  looks.set(context, known)
  const connection = await resolveConnection(context, vendor)
  const isBusy = await isSpending(context.database.client, vendor)
  const last = known.get(vendor)
  if (last && isSameAccount(last.connection, connection)) {
    const ageMs = context.clock().getTime() - last.at
    const isQuiet = occasion === 'outlook' && !isBusy && !last.wasSpending
    if (ageMs < (isQuiet ? quietAgeMs : busyAgeMs)) return last.underWay
  }
  const underWay = refreshBalance(context, connection)
  known.set(vendor, { at: context.clock().getTime(), wasSpending: isBusy, connection, underWay })
  return underWay
}

async function refreshBalance(context: ServiceContext, connection: Connection): Promise<void> {
  const { vendor } = connection
  const { balance } = vendors[vendor]
  const endpoint = vendorEndpoint(context, connection)
  if (!balance || !endpoint) return
  const outcome = await callVendor(endpoint, balance, undefined, { timeoutMs })
  context.log.debug({ vendor, call: 'balance', outcome: outcome.kind, latencyMs: outcome.latencyMs }, 'vendor called')
  const failureCode = outcome.kind !== 'answered' ? outcome.failure.code : outcome.decoded.ok ? null : outcome.decoded.failure.code
  context.metrics.observe({ vendor, call: 'balance', latencyMs: outcome.latencyMs, failureCode })
  if (outcome.kind !== 'answered' || !outcome.decoded.ok) return
  await noteDrift(context, vendor, outcome.decoded.drift)
  // Settings may have got another key meanwhile, and this is the old account's.
  if (!isSameAccount(connection, await resolveConnection(context, vendor))) return
  await recordBalance(context.database.client, vendor, outcome.decoded.value.available, context.clock())
}

function isSameAccount(one: Connection, other: Connection): boolean {
  return one.apiKey === other.apiKey && one.baseUrl === other.baseUrl
}
