import { z } from 'zod'
import type { VendorId } from '#lib/generation/request.ts'
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
 * Ids only, and the line is everybody's, so it asks for no viewer.
 */
export async function listLine(client: Client, account: VendorAccount, limit: number): Promise<string[]> {
  const rows: unknown = await client.$queryRaw`
    WITH busy AS (
      SELECT "userId", count(*) AS running FROM "Task"
       WHERE vendor = ${account.vendor} AND "isSandbox" = ${account.isSandbox} AND state IN ('submitting', 'running')
       GROUP BY "userId"
    ), line AS (
      SELECT id, priority, "createdAt",
             row_number() OVER (PARTITION BY "userId" ORDER BY priority DESC, "createdAt", id) + coalesce(running, 0) AS turn
        FROM "Task" LEFT JOIN busy USING ("userId")
       WHERE vendor = ${account.vendor} AND "isSandbox" = ${account.isSandbox} AND state = 'queued'
    )
    SELECT id FROM line ORDER BY priority DESC, turn, "createdAt", id LIMIT ${limit}`
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

/** Takes that were told to wait, oldest first. Which of them a free place goes to is decided when it is taken. */
export async function listWaitingTasks(_viewer: EngineViewer, client: Client, vendor: VendorId, limit: number): Promise<string[]> {
  const rows = await client.task.findMany({
    where: { vendor, state: 'queued', waitReason: { not: null } },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true },
  })
  return rows.map((row) => row.id)
}
