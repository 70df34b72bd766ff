import type { VendorId } from '#lib/generation/request.ts'
import { toStorable } from '#lib/generation/storable.ts'
import type { Client } from './database.ts'

const maxDetailLength = 200
/** A vendor that invents a new status each time must not fill the table. */
const maxRowsPerVendor = 200

export interface DriftNote {
  kind: string
  detail: string
}

export interface DriftRow extends DriftNote {
  vendor: string
  count: number
  firstSeenAt: Date
  lastSeenAt: Date
}

/** Counts each unexpected thing once per vendor, kind and detail. */
export async function recordDrift(client: Client, vendor: VendorId, notes: readonly DriftNote[], now: Date): Promise<void> {
  for (const note of notes) {
    const key = { vendor, kind: note.kind, detail: toStorable(note.detail.slice(0, maxDetailLength)) }
    const counted = await client.vendorDrift.updateMany({ where: key, data: { count: { increment: 1 }, lastSeenAt: now } })
    if (counted.count > 0) continue
    if ((await client.vendorDrift.count({ where: { vendor } })) >= maxRowsPerVendor) continue
    // Two workers may meet the same new thing at once; the second insert is skipped and one count is lost, which nobody misses.
    await client.vendorDrift.createMany({ data: [{ ...key, firstSeenAt: now, lastSeenAt: now }], skipDuplicates: true })
  }
}

/** Belongs to the installation, so it asks for no viewer. */
export async function listDriftRows(client: Client): Promise<DriftRow[]> {
  return client.vendorDrift.findMany({ orderBy: { lastSeenAt: 'desc' }, take: 200 })
}
