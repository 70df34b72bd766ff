import { type ConnectionRow, listConnectionRows } from '#lib/data/connections.ts'
import { listVendorHealth, type VendorHealthRow } from '#lib/data/vendor-health.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { type ConnectionView, connectionViewSchema } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { findSetUpProblem } from './check-reach.ts'
import type { ServiceContext } from './context.ts'
import { configuredBaseUrl, resolveConnectionFrom } from './resolve-connection.ts'
import { viewHealth } from './vendor-health.ts'

/** Every vendor, in the order of the form; what only the owner needs to know is blank for a member. */
export async function listConnections(context: ServiceContext, viewer: UserViewer): Promise<ConnectionView[]> {
  const [rows, health] = await Promise.all([listConnectionRows(context.database.client), listVendorHealth(context.database.client)])
  return vendorIds.map((vendor) => viewConnection(context, viewer, vendor, rows.find((row) => row.vendor === vendor) ?? null, health))
}

export function viewConnection(
  context: ServiceContext,
  viewer: UserViewer,
  vendor: VendorId,
  row: ConnectionRow | null,
  health: readonly VendorHealthRow[],
): ConnectionView {
  const connection = resolveConnectionFrom(context, vendor, row)
  const account = { vendor, isSandbox: connection.state === 'sandbox' }
  const isOwner = viewer.role === 'owner'
  const uploadsProblem = findSetUpProblem(context, connection)
  return connectionViewSchema.parse({
    vendor,
    name: vendors[vendor].name,
    state: connection.state,
    reason: connection.reason,
    isDisabled: row?.isDisabled ?? false,
    keySource: connection.keySource,
    keyHint: isOwner ? connection.keyHint : null,
    baseUrl: isOwner ? configuredBaseUrl(context, vendor, row).baseUrl : null,
    baseUrlSource: connection.baseUrlSource,
    acceptsUploads: uploadsProblem === null,
    uploadsProblem,
    balance: viewBalance(row),
    lastTest: isOwner ? viewLastTest(row) : null,
    maxRunning: isOwner ? (row?.maxRunning ?? null) : null,
    health: viewHealth(
      account,
      health.find((one) => one.vendor === vendor && one.isSandbox === account.isSandbox) ?? null,
      context.clock(),
    ),
  })
}

export function viewBalance(row: ConnectionRow | null): ConnectionView['balance'] {
  if (row === null || row.balance === null || row.balanceAt === null) return null
  return { available: row.balance, checkedAt: row.balanceAt.toISOString() }
}

function viewLastTest(row: ConnectionRow | null): ConnectionView['lastTest'] {
  if (row === null || row.lastTestOk === null || row.lastTestAt === null) return null
  return { ok: row.lastTestOk, message: row.lastTestNote ?? '', at: row.lastTestAt.toISOString() }
}
