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

/** A task whose result is to be copied, with the vendor's address of it, which no other row of a task tells. */
export type ArchivingTask = TaskRow & { resultUrl: string | null }

export interface DueClaim extends Lease {
  limit: number
  except: readonly VendorAccount[]
}

const lease = `UPDATE "Task" AS t SET "leaseOwner" = $3, "leaseUntil" = $4, "dueAt" = $4, "updatedAt" = now()`
const isFree = `("leaseUntil" IS NULL OR "leaseUntil" < $2)`
const claimDue = `
  WITH due AS (
    SELECT id FROM "Task"
     WHERE state = ANY($1) AND "dueAt" <= $2 AND ${isFree} AND NOT (vendor || "isSandbox"::text = ANY($6))
     ORDER BY "dueAt" LIMIT $5 FOR UPDATE SKIP LOCKED
  )
  ${lease} FROM due WHERE t.id = due.id RETURNING ${engineColumnsOf('t')}`
const claimOne = `${lease} WHERE id = $5 AND state = ANY($1) AND ${isFree} RETURNING ${engineColumnsOf('t')}`

async function claimAllDue({ pool }: Database, job: 'check' | 'archive', claim: DueClaim): Promise<unknown[]> {
  const values = [statesOf[job], claim.now, claim.owner, claim.until, claim.limit, claim.except.map(accountKey)]
  const text = job === 'archive' ? withUrl(claimDue) : claimDue
  return (await pool.query({ name: `claim-due-${job}`, text, values })).rows
}

async function claimById({ pool }: Database, job: 'check' | 'archive', id: string, claim: Lease): Promise<unknown[]> {
  const values = [statesOf[job], claim.now, claim.owner, claim.until, id]
  const text = job === 'archive' ? withUrl(claimOne) : claimOne
  return (await pool.query({ name: `claim-${job}`, text, values })).rows
}

const withUrl = (statement: string) => `${statement}, t."resultUrl"`
const urlSchema = z.object({ resultUrl: z.string().nullable() })
const toArchivingTask = (record: unknown): ArchivingTask => ({ ...toEngineRow(record), ...urlSchema.parse(record) })

/** Leases the tasks that are due for a check, the longest due first, however many, in one statement. */
export async function claimDueTasks(_viewer: EngineViewer, database: Database, claim: DueClaim): Promise<TaskRow[]> {
  return (await claimAllDue(database, 'check', claim)).map(toEngineRow)
}

/** The same for results that are to be copied. */
export async function claimDueCopies(_viewer: EngineViewer, database: Database, claim: DueClaim): Promise<ArchivingTask[]> {
  return (await claimAllDue(database, 'archive', claim)).map(toArchivingTask)
}

/** Takes the right to check this task now, whether it is due or not; null when another worker has it, or it has left the states. */
export async function claimTask(_viewer: EngineViewer, database: Database, id: string, claim: Lease): Promise<TaskRow | null> {
  const [row] = await claimById(database, 'check', id, claim)
  return row === undefined ? null : toEngineRow(row)
}

/** The same for a copy. */
export async function claimCopy(_viewer: EngineViewer, database: Database, id: string, claim: Lease): Promise<ArchivingTask | null> {
  const [row] = await claimById(database, 'archive', id, claim)
  return row === undefined ? null : toArchivingTask(row)
}

export function accountKey({ vendor, isSandbox }: VendorAccount): string {
  return `${vendor}${isSandbox}`
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
