import type pg from 'pg'
import { z } from 'zod'
import { generationRequestSchema, modes, vendorIds } from '#lib/generation/request.ts'
import { taskStates } from '#lib/generation/task-state.ts'
import type { Database } from './database.ts'
import type { JobName } from './queue.ts'
import type { TaskRow } from './tasks.ts'
import type { VendorAccount } from './vendor-health.ts'
import type { EngineViewer } from './viewer.ts'

/** What the engine's own statements read of a task, which has no video while the engine works on it. */
const engineRowSchema = z.object({
  id: z.string(),
  userId: z.string(),
  vendor: z.enum(vendorIds),
  model: z.string(),
  mode: z.enum(modes),
  state: z.enum(taskStates),
  prompt: z.string(),
  request: generationRequestSchema,
  requestHash: z.string(),
  idempotencyKey: z.string().nullable(),
  isSandbox: z.boolean(),
  progress: z.number().nullable(),
  creditsQuoted: z.number().nullable(),
  creditsCharged: z.number().nullable(),
  failureCode: z.string().nullable(),
  vendorCode: z.string().nullable(),
  vendorMessage: z.string().nullable(),
  vendorStatus: z.string().nullable(),
  vendorTaskId: z.string().nullable(),
  traceId: z.string().nullable(),
  retryOfId: z.string().nullable(),
  dueAt: z.date().nullable(),
  leaseOwner: z.string().nullable(),
  leaseUntil: z.date().nullable(),
  attempts: z.int(),
  priority: z.int(),
  waitReason: z.string().nullable(),
  createdAt: z.date(),
  submittedAt: z.date().nullable(),
  cancelRequestedAt: z.date().nullable(),
  vendorDoneAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
  updatedAt: z.date(),
})

const engineColumns = Object.keys(engineRowSchema.shape)

/** Named one by one: a statement that stays prepared must not change its result when a migration adds a column. */
export function engineColumnsOf(table: string): string {
  return engineColumns.map((column) => `${table}."${column}"`).join(', ')
}

export function toEngineRow(record: unknown): TaskRow {
  return { ...engineRowSchema.parse(record), video: null }
}

/** Who works on a task from when until when nobody else may. While it is leased, `dueAt` is the lease's end: then it is due again. */
export interface Lease {
  owner: string
  now: Date
  until: Date
}

/** The states in which a job's task waits for its alarm. One whose create is under way is due at once when that comes to nothing. */
export const statesOf: Record<JobName, readonly string[]> = {
  submit: ['queued'],
  check: ['running', 'unconfirmed', 'failed'],
  archive: ['archiving'],
}

const claimDue = `
  WITH due AS (
    SELECT id FROM "Task"
     WHERE state = ANY($1) AND "dueAt" <= $2 AND ("leaseUntil" IS NULL OR "leaseUntil" < $2)
       AND NOT (vendor || "isSandbox"::text = ANY($6))
     ORDER BY "dueAt" LIMIT $5 FOR UPDATE SKIP LOCKED
  )
  UPDATE "Task" AS t SET "leaseOwner" = $3, "leaseUntil" = $4, "dueAt" = $4, "updatedAt" = now()
    FROM due WHERE t.id = due.id
  RETURNING ${engineColumnsOf('t')}`

/** Leases the tasks that are due for a check or a copy, the longest due first, however many, in one statement. */
export async function claimDueTasks(
  _viewer: EngineViewer,
  { pool }: Database,
  job: 'check' | 'archive',
  claim: Lease & { limit: number; except: readonly VendorAccount[] },
): Promise<TaskRow[]> {
  const { rows } = await pool.query({
    name: 'claim-due',
    text: claimDue,
    values: [statesOf[job], claim.now, claim.owner, claim.until, claim.limit, claim.except.map(accountKey)],
  })
  return rows.map(toEngineRow)
}

export function accountKey({ vendor, isSandbox }: VendorAccount): string {
  return `${vendor}${isSandbox}`
}

const claimOne = `
  UPDATE "Task" AS t SET "leaseOwner" = $3, "leaseUntil" = $4, "dueAt" = $4, "updatedAt" = now()
   WHERE id = $5 AND state = ANY($1) AND ("leaseUntil" IS NULL OR "leaseUntil" < $2)
  RETURNING ${engineColumnsOf('t')}`

/** Takes the right to work on this task now, whether it is due or not; null when another worker has it, or the task has left the states. */
export async function claimTask(
  _viewer: EngineViewer,
  { pool }: Database,
  job: JobName,
  id: string,
  lease: Lease,
): Promise<TaskRow | null> {
  const values = [statesOf[job], lease.now, lease.owner, lease.until, id]
  const { rows } = await pool.query({ name: 'claim-one', text: claimOne, values })
  return rows[0] === undefined ? null : toEngineRow(rows[0])
}

const earliest = (state: string) => `(SELECT min("dueAt") FROM "Task" WHERE state = '${state}')`
const whenDue = `SELECT ${Object.entries(statesOf)
  .map(([job, states]) => `least(${states.map(earliest).join(', ')}) AS ${job === 'check' ? '"check"' : job}`)
  .join(', ')}`

const whenDueSchema = z.object({ submit: z.date().nullable(), check: z.date().nullable(), archive: z.date().nullable() })

/** When each kind of work is due next; in the past when it is due now. */
export async function findNextDue(_viewer: EngineViewer, { pool }: { pool: pg.Pool }): Promise<Record<JobName, Date | null>> {
  const { rows } = await pool.query({ name: 'when-due', text: whenDue })
  return whenDueSchema.parse(rows[0])
}
