import { z } from 'zod'
import { listDriftRows } from '#lib/data/drift.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { vendorIds } from '#lib/generation/request.ts'
import type { ServiceContext } from './context.ts'

export const driftViewSchema = z.object({
  vendor: z.enum(vendorIds),
  kind: z.string(),
  detail: z.string(),
  count: z.int(),
  lastSeenAt: z.iso.datetime(),
})
export type DriftView = z.infer<typeof driftViewSchema>

const shown = 20

/** What vendors answered lately that nobody expected; for the owner, who looks after the vendors. */
export async function listDrift(context: ServiceContext, viewer: UserViewer): Promise<DriftView[]> {
  if (viewer.role !== 'owner') return []
  const rows = await listDriftRows(context.database.client)
  return rows.slice(0, shown).flatMap((row) => {
    const parsed = driftViewSchema.safeParse({ ...row, lastSeenAt: row.lastSeenAt.toISOString() })
    // A vendor that a later version has dropped.
    return parsed.success ? [parsed.data] : []
  })
}
