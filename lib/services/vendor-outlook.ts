import { type ConnectionRow, listConnectionRows } from '#lib/data/connections.ts'
import { type HistoryRecord, listHistory } from '#lib/data/history.ts'
import { findLatestUpload } from '#lib/data/uploads.ts'
import { listVendorHealth, type VendorHealthRow } from '#lib/data/vendor-health.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { VendorHealthView } from '#lib/generation/task-view.ts'
import type { ModelOutlook, PastCharge, VendorOutlook, VendorOutlooks } from '#lib/generation/vendor-outlook.ts'
import { pricedSettings } from '#lib/vendors/past-credits.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { glanceAtReach } from './check-reach.ts'
import type { ServiceContext } from './context.ts'
import { viewBalance } from './list-connections.ts'
import { type Connection, resolveConnectionFrom } from './resolve-connection.ts'
import { viewHealth } from './vendor-health.ts'

/** Enough for every price that is still true, few enough for one small answer. */
const takesPerVendor = 100
const fewestForTypical = 2

/** What a creator may expect of every vendor now: its state, its balance, and what takes cost and lasted here before. Asks no vendor. */
export async function vendorOutlooks(context: ServiceContext, viewer: UserViewer): Promise<VendorOutlooks> {
  const [rows, health] = await Promise.all([listConnectionRows(context.database.client), listVendorHealth(context.database.client)])
  const accounts = vendorIds.map((vendor) => {
    const row = rows.find((candidate) => candidate.vendor === vendor) ?? null
    return { vendor, row, connection: resolveConnectionFrom(context, vendor, row) }
  })
  const history = await listHistory(
    context.database.client,
    accounts.map(({ vendor, connection }) => ({ vendor, isSandbox: connection.state === 'sandbox' })),
    takesPerVendor,
  )
  const problems = await listUploadsProblems(context, viewer, accounts)
  const outlooks = accounts.map(({ vendor, row, connection }) => ({
    ...outlookOf(
      connection,
      row,
      viewHealthOf(connection, health, context.clock()),
      history.filter((take) => take.vendor === vendor),
    ),
    uploadsProblem: problems.get(vendor) ?? null,
  }))
  return {
    vendors: Object.fromEntries(accounts.map(({ vendor }, position) => [vendor, outlooks[position]])) as Record<VendorId, VendorOutlook>,
  }
}

/** Not longer than this: the rest of the answer is waited for. */
const reachWaitMs = 1_000

async function listUploadsProblems(
  context: ServiceContext,
  viewer: UserViewer,
  accounts: readonly { vendor: VendorId; connection: Connection }[],
): Promise<Map<VendorId, string>> {
  const live = accounts.filter(({ connection }) => connection.state === 'live')
  const upload = live.length === 0 ? null : await findLatestUpload(viewer, context.database.client)
  if (!upload) return new Map()
  const found = await Promise.all(
    live.map(async ({ vendor, connection }) => {
      const reach = await glanceAtReach(context, connection, upload, reachWaitMs)
      return reach.ok ? null : ([vendor, reach.message] as const)
    }),
  )
  return new Map(found.filter((one) => one !== null))
}

function viewHealthOf(connection: Connection, rows: readonly VendorHealthRow[], now: Date): VendorHealthView {
  const account = { vendor: connection.vendor, isSandbox: connection.state === 'sandbox' }
  return viewHealth(account, rows.find((row) => row.vendor === account.vendor && row.isSandbox === account.isSandbox) ?? null, now)
}

function outlookOf(
  connection: Connection,
  row: ConnectionRow | null,
  health: VendorHealthView,
  history: readonly HistoryRecord[],
): Omit<VendorOutlook, 'uploadsProblem'> {
  const hasBalanceCall = vendors[connection.vendor].balance !== undefined
  return {
    state: connection.state,
    reason: connection.reason,
    hasBalanceCall,
    health,
    balance: hasBalanceCall && connection.state !== 'off' ? viewBalance(row) : null,
    models: Object.fromEntries([...Map.groupBy(history, (take) => take.model)].map(([model, takes]) => [model, modelOutlook(takes)])),
  }
}

/** @param takes newest first */
function modelOutlook(takes: readonly HistoryRecord[]): ModelOutlook {
  const charges = new Map<string, PastCharge>()
  for (const take of takes) {
    if (take.creditsCharged === null) continue
    const settings = pricedSettings({
      vendor: take.vendor,
      model: take.model,
      mode: take.mode,
      ...(take.duration !== null && { duration: take.duration }),
      ...(take.resolution !== null && { resolution: take.resolution }),
      ...(take.upscale !== null && { upscale: take.upscale }),
    })
    settings.hasVideos = take.hasVideos
    const key = JSON.stringify(settings)
    const known = charges.get(key)
    if (known) known.takes++
    else charges.set(key, { ...settings, credits: take.creditsCharged, takes: 1, lastAt: take.createdAt.toISOString() })
  }
  return { typicalSeconds: typicalSeconds(takes), charges: [...charges.values()] }
}

function typicalSeconds(takes: readonly HistoryRecord[]): number | null {
  const known = takes
    .flatMap((take) => (take.tookSeconds === null ? [] : [Math.max(0, take.tookSeconds)]))
    .slice(0, 20)
    .toSorted((a, b) => a - b)
  return known.length >= fewestForTypical ? (known[Math.floor(known.length / 2)] ?? null) : null
}
