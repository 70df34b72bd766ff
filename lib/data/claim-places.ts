import { z } from 'zod'
import type { VendorId } from '#lib/generation/request.ts'
import type { Database } from './database.ts'
import { accountKey, engineColumnsOf, type Lease, toEngineRow } from './engine-tasks.ts'
import { createId } from './id.ts'
import type { TaskRow } from './tasks.ts'
import type { VendorAccount } from './vendor-health.ts'
import { lineOf } from './vendor-line.ts'
import type { EngineViewer } from './viewer.ts'

export interface PlaceClaim extends Lease {
  /** How many to take at most. */
  count: number
  /** The event's sentence, per vendor. */
  messages: Partial<Record<VendorId, string>>
  /** SHA-256 of the secrets in the callback addresses that the vendors are about to be given, as many as `count`; null where it cannot call back. */
  callbackHashes: Partial<Record<VendorId, readonly string[]>>
}

export interface ClaimedTask {
  task: TaskRow
  callbackHash: string | null
  /** It had been told to wait. */
  hasWaited: boolean
}

/** `submitting`, the lease, the callback's hash and the event in one statement: committed before anything is sent. */
const claim = (due: string, alsoRead = '') => `
  WITH due AS (${due}), numbered AS (SELECT id, waited, row_number() OVER () AS place FROM due), claimed AS (
    UPDATE "Task" AS t
       SET state = 'submitting', "submittedAt" = $1, "leaseOwner" = $2, "leaseUntil" = $3, "waitReason" = NULL, "dueAt" = NULL,
           "callbackHash" = coalesce($6::jsonb -> t.vendor ->> (numbered.place - 1)::int, t."callbackHash"), "updatedAt" = now()
      FROM numbered WHERE t.id = numbered.id AND t.state = 'queued'
    RETURNING ${engineColumnsOf('t')}, t."callbackHash", numbered.waited, numbered.place
  ), events AS (
    INSERT INTO "TaskEvent" (id, "taskId", type, message, at)
    SELECT ($4::text[])[place], id, 'submitting', $5::jsonb ->> vendor, $1 FROM claimed
  )
  SELECT * FROM claimed ${alsoRead} ORDER BY place`

const dueOfAccounts = claim(
  `SELECT id, "waitReason" IS NOT NULL AS waited FROM "Task"
    WHERE state = 'queued' AND "dueAt" <= $1 AND vendor || "isSandbox"::text = ANY($7)
    ORDER BY "dueAt", id LIMIT $8 FOR UPDATE SKIP LOCKED`,
  `UNION ALL (
    SELECT ${engineColumnsOf('t')}, NULL, "waitReason" IS NOT NULL, row_number() OVER (ORDER BY "dueAt", id) FROM "Task" AS t
     WHERE state = 'queued' AND "dueAt" <= $1 AND NOT (vendor || "isSandbox"::text = ANY($7 || $9))
     ORDER BY "dueAt", id LIMIT $10)`,
)

const dueOfIds = claim(`
  SELECT id, "waitReason" IS NOT NULL AS waited FROM "Task" WHERE state = 'queued' AND id = ANY($7) LIMIT $8 FOR UPDATE SKIP LOCKED`)

const nextInLine = claim(`
  SELECT line.id, task."waitReason" IS NOT NULL AS waited
    FROM (${lineOf('$7', '$8')}) AS line JOIN "Task" AS task USING (id)
   ORDER BY line.place LIMIT least($9::int, greatest(0, $10::int - (
     SELECT count(*) FROM "Task" WHERE vendor = $7 AND "isSandbox" = $8 AND state IN ('submitting', 'running'))))`)

/**
 * Of accounts without a limit: takes whose time has come, first come, first served. The same look finds those whose time has come at other
 * accounts, but for the ones of `except`: each is the offer of a place there. They are read when they are asked for, so that one that
 * cannot be read keeps nobody from sending what is claimed.
 */
export async function claimDueQueued(
  _viewer: EngineViewer,
  { pool }: Database,
  accounts: readonly VendorAccount[],
  wanted: PlaceClaim,
  others: { except: readonly VendorAccount[]; limit: number },
): Promise<{ claimed: ClaimedTask[]; readOthers(): TaskRow[] }> {
  const values = [...claimValues(wanted), accounts.map(accountKey), wanted.count, others.except.map(accountKey), others.limit]
  const { rows } = await pool.query({ name: 'claim-due-queued', text: dueOfAccounts, values })
  const isClaimed = (row: Record<string, unknown>) => row.state === 'submitting'
  return { claimed: toClaimed(rows.filter(isClaimed)), readOthers: () => rows.filter((row) => !isClaimed(row)).map(toEngineRow) }
}

/** Of an account without a limit: these takes, as far as nobody has sent them. */
export async function claimQueued(
  _viewer: EngineViewer,
  { pool }: Database,
  ids: readonly string[],
  wanted: PlaceClaim,
): Promise<ClaimedTask[]> {
  const { rows } = await pool.query({ name: 'claim-queued', text: dueOfIds, values: [...claimValues(wanted), ids, wanted.count] })
  return toClaimed(rows)
}

/**
 * Of an account with a limit: as many as there are places, from the head of the line. Whoever counts places holds the account's lock, and
 * counts in a statement of its own after it got the lock, or two workers would both find the same place free.
 */
export async function claimPlaces(
  _viewer: EngineViewer,
  { pool }: Database,
  account: VendorAccount,
  limit: number,
  wanted: PlaceClaim,
): Promise<ClaimedTask[]> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock(7261, hashtext($1))', [`${account.vendor} ${account.isSandbox}`])
    const values = [...claimValues(wanted), account.vendor, account.isSandbox, wanted.count, limit]
    const { rows } = await client.query({ name: 'claim-places', text: nextInLine, values })
    const claimed = toClaimed(rows)
    await client.query('COMMIT')
    client.release()
    return claimed
  } catch (error) {
    // Closes the connection, and the transaction with it.
    client.release(error instanceof Error ? error : true)
    throw error
  }
}

function claimValues({ owner, now, until, count, messages, callbackHashes }: PlaceClaim): unknown[] {
  const ids = Array.from({ length: count }, () => createId())
  return [now, owner, until, ids, JSON.stringify(messages), JSON.stringify(callbackHashes)]
}

const claimedSchema = z.object({ callbackHash: z.string().nullable(), waited: z.boolean() })

function toClaimed(rows: readonly Record<string, unknown>[]): ClaimedTask[] {
  return rows.map((row) => {
    const { callbackHash, waited } = claimedSchema.parse(row)
    return { task: toEngineRow(row), callbackHash, hasWaited: waited }
  })
}
