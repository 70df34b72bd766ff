import type { VendorId } from '#lib/generation/request.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import type { Viewer } from './viewer.ts'

// The sealed key is omitted globally; naming every column here is what asks for it.
const connectionColumns = {
  vendor: true,
  sealedKey: true,
  keyHint: true,
  baseUrl: true,
  isDisabled: true,
  maxRunning: true,
  balance: true,
  balanceAt: true,
  lastTestOk: true,
  lastTestNote: true,
  lastTestAt: true,
} satisfies Prisma.VendorConnectionSelect

export type ConnectionRow = Prisma.VendorConnectionGetPayload<{ select: typeof connectionColumns }>

/** What Settings keeps about a vendor account; null when nobody touched it. Belongs to the installation, so it asks for no viewer. */
export async function findConnection(client: Client, vendor: VendorId): Promise<ConnectionRow | null> {
  return client.vendorConnection.findUnique({ where: { vendor }, select: connectionColumns })
}

export async function listConnectionRows(client: Client): Promise<ConnectionRow[]> {
  return client.vendorConnection.findMany({ select: connectionColumns })
}

export interface ConnectionChange {
  sealedKey?: string | null
  keyHint?: string | null
  baseUrl?: string | null
  isDisabled?: boolean
  maxRunning?: number | null
  balance?: number | null
  balanceAt?: Date | null
  lastTestOk?: boolean | null
  lastTestNote?: string | null
  lastTestAt?: Date | null
}

/** Changes only the columns given. False when the viewer may not manage vendors. */
export async function changeConnection(viewer: Viewer, client: Client, vendor: VendorId, change: ConnectionChange): Promise<boolean> {
  if (viewer.kind === 'user' && viewer.role !== 'owner') return false
  await client.vendorConnection.upsert({ where: { vendor }, create: { vendor, ...change }, update: change })
  return true
}
