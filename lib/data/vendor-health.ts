import type { VendorId } from '#lib/generation/request.ts'
import type { VendorHealth } from '#prisma/generated/client.ts'
import type { Client, TransactionClient } from './database.ts'
import type { EngineViewer } from './viewer.ts'

/** What has places, a circuit and a pause of its own: a vendor's live account, or its stand-in at the sandbox. */
export interface VendorAccount {
  vendor: VendorId
  isSandbox: boolean
}

export type VendorHealthRow = VendorHealth

/**
 * Serialises over all workers, until the transaction ends, who changes an account's health or takes its next place; without it two
 * workers would both count "two running" and both send the third and the fourth.
 */
export async function lockVendorAccount(_viewer: EngineViewer, client: TransactionClient, account: VendorAccount): Promise<void> {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(7261, hashtext(${`${account.vendor} ${account.isSandbox}`}))`
}

/** Null while nothing was ever wrong. Belongs to the installation, so it asks for no viewer. */
export async function findVendorHealth(client: Client, { vendor, isSandbox }: VendorAccount): Promise<VendorHealthRow | null> {
  return client.vendorHealth.findUnique({ where: { vendor_isSandbox: { vendor, isSandbox } } })
}

export async function listVendorHealth(client: Client): Promise<VendorHealthRow[]> {
  return client.vendorHealth.findMany()
}

export type VendorHealthChange = Partial<Omit<VendorHealthRow, 'vendor' | 'isSandbox' | 'updatedAt'>>

export async function changeVendorHealth(
  _viewer: EngineViewer,
  client: Client,
  { vendor, isSandbox }: VendorAccount,
  change: VendorHealthChange,
): Promise<void> {
  const where = { vendor_isSandbox: { vendor, isSandbox } }
  await client.vendorHealth.upsert({ where, create: { vendor, isSandbox, ...change }, update: change })
}

/** The vendor answered. One statement that writes nothing when nothing was wrong, because every call that goes well comes here. */
export async function clearFailures(_viewer: EngineViewer, client: Client, { vendor, isSandbox }: VendorAccount): Promise<boolean> {
  const { count } = await client.vendorHealth.updateMany({
    where: { vendor, isSandbox, OR: [{ failures: { gt: 0 } }, { downSince: { not: null } }] },
    data: { failures: 0, failingSince: null, downSince: null, retryAt: null, retries: 0 },
  })
  return count > 0
}

/** The vendor took a create: whatever pauses it asked for before are over. */
export async function clearPauses(_viewer: EngineViewer, client: Client, { vendor, isSandbox }: VendorAccount): Promise<void> {
  await client.vendorHealth.updateMany({
    where: { vendor, isSandbox, pausesInARow: { gt: 0 } },
    data: { pausesInARow: 0, pausedUntil: null, pauseReason: null },
  })
}

/** One of ours has ended, so an account that was full has a place again. */
export async function endFullPause(_viewer: EngineViewer, client: Client, vendor: VendorId): Promise<void> {
  await client.vendorHealth.updateMany({ where: { vendor, pauseReason: 'slot', pausedUntil: { not: null } }, data: { pausedUntil: null } })
}

/** Takes the right to try a vendor that is down, for everybody; false when another worker is at it. */
export async function claimRetry(
  _viewer: EngineViewer,
  client: Client,
  { vendor, isSandbox }: VendorAccount,
  moment: { now: Date; nextAt: Date },
): Promise<boolean> {
  const { count } = await client.vendorHealth.updateMany({
    where: { vendor, isSandbox, downSince: { not: null }, OR: [{ retryAt: null }, { retryAt: { lte: moment.now } }] },
    data: { retryAt: moment.nextAt, retries: { increment: 1 } },
  })
  return count === 1
}
