import { z } from 'zod'
import { failuresAfterSuccess } from '#lib/generation/charged-credits.ts'
import { failuresPerhapsCharged } from '#lib/generation/failure.ts'
import { vendorIds } from '#lib/generation/request.ts'
import type { Client } from './database.ts'
import type { UserViewer } from './viewer.ts'

const spendRecordSchema = z.object({
  vendor: z.enum(vendorIds),
  isSandbox: z.boolean(),
  month: z.string(),
  takes: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  deleted: z.int(),
  quoted: z.number().nullable(),
  quotedTakes: z.int(),
  charged: z.number().nullable(),
  chargedTakes: z.int(),
})
export type SpendRecord = z.infer<typeof spendRecordSchema>

/**
 * The viewer's own takes, the deleted ones among them, by vendor, sandbox and month (UTC), newest month first; the database counts, so their
 * number does not matter. What no vendor ever had was charged nothing (`wasNeverCharged`). */
export async function listSpend(viewer: UserViewer, client: Client): Promise<SpendRecord[]> {
  const records: unknown = await client.$queryRaw`
    WITH take AS (
      SELECT vendor, "isSandbox", state, "failureCode", "creditsQuoted", "createdAt", false AS "isDeleted",
             CASE WHEN state IN ('failed', 'cancelled') AND "vendorTaskId" IS NULL AND "creditsCharged" IS NULL
                   AND NOT coalesce("failureCode" = ANY(${[...failuresPerhapsCharged]}::text[]), false)
                  THEN 0 ELSE "creditsCharged" END AS "creditsCharged"
        FROM "Task" WHERE "userId" = ${viewer.userId}
       UNION ALL
      SELECT vendor, "isSandbox", state, "failureCode", "creditsQuoted", "createdAt", true, "creditsCharged"
        FROM "DeletedTask" WHERE "userId" = ${viewer.userId}
    )
    SELECT vendor, "isSandbox", to_char("createdAt" AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
           count(*)::int AS takes,
           (count(*) FILTER (WHERE state = 'succeeded'))::int AS succeeded,
           (count(*) FILTER (WHERE state = 'failed'))::int AS failed,
           (count(*) FILTER (WHERE state = 'cancelled'))::int AS cancelled,
           (count(*) FILTER (WHERE "isDeleted"))::int AS deleted,
           sum("creditsQuoted")::float8 AS quoted, count("creditsQuoted")::int AS "quotedTakes",
           sum(known)::float8 AS charged, count(known)::int AS "chargedTakes"
      FROM take CROSS JOIN LATERAL (
             SELECT CASE WHEN "creditsCharged" = 0 OR state NOT IN ('failed', 'cancelled')
                           OR (state = 'failed' AND "failureCode" = ANY(${[...failuresAfterSuccess]}::text[])) THEN "creditsCharged" END AS known
           ) AS told
     GROUP BY vendor, "isSandbox", month
     ORDER BY month DESC, vendor, "isSandbox"`
  return z.array(spendRecordSchema).parse(records)
}
