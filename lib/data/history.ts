import { z } from 'zod'
import { modes, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { Client } from './database.ts'

const historyRecordSchema = z.object({
  vendor: z.enum(vendorIds),
  model: z.string(),
  mode: z.enum(modes),
  duration: z.number().nullable(),
  resolution: z.string().nullable(),
  upscale: z.string().nullable(),
  hasVideos: z.boolean(),
  creditsCharged: z.number().nullable(),
  /** From acceptance to the vendor's "finished". */
  tookSeconds: z.number().nullable(),
  createdAt: z.date(),
})
export type HistoryRecord = z.infer<typeof historyRecordSchema>

/**
 * The last succeeded takes of each account, newest first, deleted ones among them, without what makes them somebody's: prices and times belong to the installation,
 * so it asks for no viewer.
 */
export async function listHistory(
  client: Client,
  accounts: readonly { vendor: VendorId; isSandbox: boolean }[],
  limitPerAccount: number,
): Promise<HistoryRecord[]> {
  const records: unknown = await client.$queryRaw`
    SELECT account.vendor, take.*
      FROM unnest(${accounts.map(({ vendor }) => vendor)}::text[], ${accounts.map(({ isSandbox }) => isSandbox)}::boolean[])
             AS account(vendor, "isSandbox")
     CROSS JOIN LATERAL (
       (SELECT model, mode,
               (request->>'duration')::float8 AS duration, request->>'resolution' AS resolution, request->>'upscale' AS upscale,
               coalesce(jsonb_array_length(request->'videos'), 0) > 0 AS "hasVideos",
               "creditsCharged",
               extract(epoch FROM "vendorDoneAt" - "submittedAt")::float8 AS "tookSeconds",
               "createdAt"
          FROM "Task"
         WHERE vendor = account.vendor AND "isSandbox" = account."isSandbox" AND state = 'succeeded'
         ORDER BY "createdAt" DESC
         LIMIT ${limitPerAccount})
        UNION ALL
       (SELECT model, mode, duration, resolution, upscale, "hasVideos", "creditsCharged",
               extract(epoch FROM "vendorDoneAt" - "submittedAt")::float8, "createdAt"
          FROM "DeletedTask"
         WHERE vendor = account.vendor AND "isSandbox" = account."isSandbox" AND state = 'succeeded'
         ORDER BY "createdAt" DESC
         LIMIT ${limitPerAccount})
        ORDER BY "createdAt" DESC
        LIMIT ${limitPerAccount}
     ) AS take
     ORDER BY take."createdAt" DESC`
  return z.array(historyRecordSchema).parse(records)
}
