import type { VendorId } from '#lib/generation/request.ts'
import type { VendorHealth } from '#prisma/generated/client.ts'
import type { Client, Database, TransactionClient } from './database.ts'
import { inGroups } from './in-groups.ts'
import type { EngineViewer } from './viewer.ts'

/** What has places, a circuit and a pause of its own: a vendor's live account, or its stand-in at the sandbox. */
export interface VendorAccount {
  vendor: VendorId
  isSandbox: boolean
}

export type VendorHealthRow = VendorHealth

/**
 * Serialises over all workers, until the transaction ends, who changes an account's health or takes its next place; without it two
 * workers would both count "two running" and both send the third and the fourth.
 */
export async function lockVendorAccount(_viewer: EngineViewer, client: TransactionClient, account: VendorAccount): Promise<void> {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(7261, hashtext(${`${account.vendor} ${account.isSandbox}`}))`
}

/** Null while nothing was ever wrong. Belongs to the installation, so it asks for no viewer. */
export async function findVendorHealth(client: Client, { vendor, isSandbox }: VendorAccount): Promise<VendorHealthRow | null> {
  return client.vendorHealth.findUnique({ where: { vendor_isSandbox: { vendor, isSandbox } } })
}

export async function listVendorHealth(client: Client): Promise<VendorHealthRow[]> {
  return client.vendorHealth.findMany()
}

export type VendorHealthChange = Partial<Omit<VendorHealthRow, 'vendor' | 'isSandbox' | 'updatedAt'>>

export async function changeVendorHealth(
  _viewer: EngineViewer,
  client: Client,
  { vendor, isSandbox }: VendorAccount,
  change: VendorHealthChange,
): Promise<void> {
  const where = { vendor_isSandbox: { vendor, isSandbox } }
  await client.vendorHealth.upsert({ where, create: { vendor, isSandbox, ...change }, update: change })
}

const clear = inGroups<VendorAccount & { isAccepted: boolean }, boolean>(async (pool, answers) => {
  const { rows } = await pool.query({
    name: 'clear-health',
    text: `
      WITH input AS (
        SELECT vendor, "isSandbox", bool_or("isAccepted") AS accepted
          FROM jsonb_to_recordset($1::jsonb) AS i(vendor text, "isSandbox" boolean, "isAccepted" boolean) GROUP BY vendor, "isSandbox"
      )
      UPDATE "VendorHealth" AS h
         SET failures = 0, "failingSince" = NULL, "downSince" = NULL, "retryAt" = NULL, retries = 0, "updatedAt" = now(),
             "pausesInARow" = CASE WHEN accepted THEN 0 ELSE h."pausesInARow" END,
             "pausedUntil" = CASE WHEN accepted AND h."pausesInARow" > 0 THEN NULL ELSE h."pausedUntil" END,
             "pauseReason" = CASE WHEN accepted AND h."pausesInARow" > 0 THEN NULL ELSE h."pauseReason" END
        FROM input JOIN "VendorHealth" AS before USING (vendor, "isSandbox")
       WHERE h.vendor = input.vendor AND h."isSandbox" = input."isSandbox"
         AND (h.failures > 0 OR h."downSince" IS NOT NULL OR (accepted AND h."pausesInARow" > 0))
      RETURNING h.vendor, h."isSandbox", before.failures > 0 OR before."downSince" IS NOT NULL AS failed`,
    values: [JSON.stringify(answers)],
  })
  return answers.map((answer) => rows.some((row) => row.failed && row.vendor === answer.vendor && row.isSandbox === answer.isSandbox))
})

/**
 * The vendor answered, and perhaps took a create: failures before are over, and so are the pauses it asked for. Writes nothing when nothing
 * was wrong, because every call that goes well comes here.
 * @returns true when it had been failing.
 */
export async function clearHealth(
  _viewer: EngineViewer,
  database: Database,
  account: VendorAccount,
  isAccepted: boolean,
): Promise<boolean> {
  return clear(database, { vendor: account.vendor, isSandbox: account.isSandbox, isAccepted })
}

/** The vendor is asked too often: none of this account's checks runs before then, and they do not all come back at once. */
export async function putOffChecks(_viewer: EngineViewer, client: Client, account: VendorAccount, now: Date, until: Date): Promise<number> {
  return client.$executeRaw`
    UPDATE "Task" SET "dueAt" = ${until}::timestamptz + random() * interval '10 seconds'
     WHERE vendor = ${account.vendor} AND "isSandbox" = ${account.isSandbox} AND state = 'running' AND "dueAt" < ${until}
       AND ("leaseUntil" IS NULL OR "leaseUntil" < ${now})`
}

/** Takes the right to try a vendor that is down, for everybody; false when another worker is at it. */
export async function claimRetry(
  _viewer: EngineViewer,
  client: Client,
  { vendor, isSandbox }: VendorAccount,
  moment: { now: Date; nextAt: Date },
): Promise<boolean> {
  const { count } = await client.vendorHealth.updateMany({
    where: { vendor, isSandbox, downSince: { not: null }, OR: [{ retryAt: null }, { retryAt: { lte: moment.now } }] },
    data: { retryAt: moment.nextAt, retries: { increment: 1 } },
  })
  return count === 1
}
