import { listSpend } from '#lib/data/spend.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type SpendSummary, spendSummarySchema } from '#lib/generation/spend-view.ts'
import type { ServiceContext } from './context.ts'

/** What the viewer's own takes cost, per vendor and month; never one sum over vendors, whose credits are different units. */
export async function summarizeSpend(context: ServiceContext, viewer: UserViewer): Promise<SpendSummary> {
  const records = await listSpend(viewer, context.database.client)
  return spendSummarySchema.parse({
    rows: records.map(({ quoted, quotedTakes, charged, chargedTakes, ...counts }) => ({
      ...counts,
      credits: { quoted, quotedTakes, charged, chargedTakes },
    })),
  })
}
