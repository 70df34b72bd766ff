import { claimRetry, listVendorHealth, type VendorAccount, type VendorHealthRow } from '#lib/data/vendor-health.ts'
import { findLatestVendorTaskId } from '#lib/data/vendor-line.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { vendorIds } from '#lib/generation/request.ts'
import { callVendor, type VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { resolveConnection } from './resolve-connection.ts'
import { vendorEndpoint } from './vendor-endpoint.ts'
import { nextRetryAt, outageCode, recordVendorCall } from './vendor-health.ts'

/**
 * A create that gets no answer may cost money and leaves its take unconfirmed, so a vendor that was down is asked something harmless first:
 * the balance where it has such a call, else how an earlier task stands. `unknown` when there is nothing to ask.
 */
export async function probeVendor(
  context: ServiceContext,
  viewer: EngineViewer,
  account: VendorAccount,
  endpoint: VendorEndpoint,
): Promise<'back' | 'down' | 'unknown'> {
  const { balance, query } = vendors[account.vendor]
  const options = { timeoutMs: 15_000 }
  if (balance) {
    const outcome = await callVendor(endpoint, balance, undefined, options)
    await recordVendorCall(context, viewer, account, 'balance', outcome)
    return outageCode(outcome) === null ? 'back' : 'down'
  }
  const vendorTaskId = await findLatestVendorTaskId(viewer, context.database.client, account)
  if (vendorTaskId === null) return 'unknown'
  const outcome = await callVendor(endpoint, query, { vendorTaskId }, options)
  await recordVendorCall(context, viewer, account, 'query', outcome)
  return outageCode(outcome) === null ? 'back' : 'down'
}

/** Finds out whether vendors that were down are back, also when no take waits to try them. */
export async function probeDownVendors(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  const now = context.clock()
  const rows = await listVendorHealth(context.database.client)
  const due = rows.filter((row) => row.downSince !== null && (row.retryAt === null || row.retryAt <= now))
  await Promise.all(due.map((row) => probeAccount(context, viewer, row, now)))
}

async function probeAccount(context: ServiceContext, viewer: EngineViewer, row: VendorHealthRow, now: Date): Promise<void> {
  const vendor = vendorIds.find((id) => id === row.vendor)
  if (!vendor) return
  const connection = await resolveConnection(context, vendor)
  const endpoint = vendorEndpoint(context, connection)
  const account = { vendor, isSandbox: connection.state === 'sandbox' }
  if (!endpoint || account.isSandbox !== row.isSandbox) return
  // Where nothing can be asked, the next take's create is the try, so that one must find its turn untouched.
  if (!vendors[vendor].balance && (await findLatestVendorTaskId(viewer, context.database.client, account)) === null) return
  const nextAt = nextRetryAt(account, row.retries + 1, now)
  if (await claimRetry(viewer, context.database.client, account, { now, nextAt })) await probeVendor(context, viewer, account, endpoint)
}
