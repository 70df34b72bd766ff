import { z } from 'zod'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { alarmChannel } from './alarm.ts'
import type { Client } from './database.ts'
import type { VendorAccount } from './vendor-health.ts'
import type { EngineViewer } from './viewer.ts'

export async function countRunning(_viewer: EngineViewer, client: Client, account: VendorAccount): Promise<number> {
  return client.task.count({ where: { ...account, state: { in: ['submitting', 'running'] } } })
}

const idsSchema = z.array(z.object({ id: z.string() }))

/**
 * The takes that wait for a vendor, in the order they will be sent: by priority, then in turns between people (who has the fewest running
 * comes first), then first come, first served. A take's turn is its place among its person's own plus what that person runs already.
 */
export function lineOf(vendor: string, isSandbox: string): string {
  return `
    WITH busy AS (
      SELECT "userId", count(*) AS running FROM "Task"
       WHERE vendor = ${vendor} AND "isSandbox" = ${isSandbox} AND state IN ('submitting', 'running')
       GROUP BY "userId"
    ), queued AS (
      SELECT id, priority, "createdAt",
             row_number() OVER (PARTITION BY "userId" ORDER BY priority DESC, "createdAt", id) + coalesce(running, 0) AS turn
        FROM "Task" LEFT JOIN busy USING ("userId")
       WHERE vendor = ${vendor} AND "isSandbox" = ${isSandbox} AND state = 'queued'
    )
    SELECT id, row_number() OVER (ORDER BY priority DESC, turn, "createdAt", id) AS place FROM queued`
}

/** Ids only, and the line is everybody's, so it asks for no viewer. */
export async function listLine(client: Client, account: VendorAccount, limit: number): Promise<string[]> {
  const rows: unknown = await client.$queryRawUnsafe(
    `SELECT id FROM (${lineOf('$1', '$2')}) AS line ORDER BY place LIMIT $3`,
    account.vendor,
    account.isSandbox,
    limit,
  )
  return idsSchema.parse(rows).map((row) => row.id)
}

/** A task that the vendor took from this account not long ago, if there is one. */
export async function findLatestVendorTaskId(_viewer: EngineViewer, client: Client, account: VendorAccount): Promise<string | null> {
  const row = await client.task.findFirst({
    where: { ...account, vendorTaskId: { not: null } },
    orderBy: { createdAt: 'desc' },
    select: { vendorTaskId: true },
  })
  return row?.vendorTaskId ?? null
}

/** When each take that occupies a place was sent. */
export async function listRunningSince(client: Client, account: VendorAccount): Promise<Date[]> {
  const rows = await client.task.findMany({
    where: { ...account, state: { in: ['submitting', 'running'] }, submittedAt: { not: null } },
    select: { submittedAt: true },
    take: 1_000,
  })
  return rows.flatMap((row) => (row.submittedAt ? [row.submittedAt] : []))
}

/**
 * A take has ended at its vendor, so an account that was full has a place again: rings for those who were told to wait, oldest first. Which
 * of them it goes to is decided when it is taken, so ringing for too many, or out of order, is harmless.
 */
export async function ringNext(client: Client, taskId: string, now: Date): Promise<void> {
  await client.$executeRaw`
    UPDATE "VendorHealth" SET "pausedUntil" = NULL
     WHERE vendor = (SELECT vendor FROM "Task" WHERE id = ${taskId}) AND "pauseReason" = 'slot' AND "pausedUntil" IS NOT NULL`
  const rows: unknown = await client.$queryRaw`SELECT vendor FROM "Task" WHERE id = ${taskId}`
  for (const { vendor } of vendorsSchema.parse(rows)) await ringWaiting(client, vendor, now)
}

const vendorsSchema = z.array(z.object({ vendor: z.enum(vendorIds) }))

/** Rings for takes that were told to wait, with no word of a free place. */
export async function ringWaiting(client: Client, vendor: VendorId, now: Date): Promise<void> {
  await client.$executeRaw`
    WITH rung AS (
      UPDATE "Task" SET "dueAt" = ${now}
       WHERE id IN (SELECT id FROM "Task" WHERE vendor = ${vendor} AND state = 'queued' AND "waitReason" IS NOT NULL
                     ORDER BY "createdAt", id LIMIT 2)
         AND ("dueAt" IS NULL OR "dueAt" > ${now})
      RETURNING id)
    SELECT pg_notify(${alarmChannel}, '') FROM rung LIMIT 1`
}
