import { z } from 'zod'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { type TaskState, taskStates } from '#lib/generation/task-state.ts'
import type { Client, Database } from './database.ts'
import { statesOf } from './engine-tasks.ts'
import { createId } from './id.ts'
import { jobNames } from './queue.ts'
import type { UserViewer } from './viewer.ts'

const stateCountSchema = z.object({
  vendor: z.enum(vendorIds),
  isSandbox: z.boolean(),
  state: z.enum(taskStates),
  tasks: z.int(),
  /** Of the task that is in it longest, by its creation; null for the settled states. */
  oldestAt: z.date().nullable(),
})
export type StateCount = z.infer<typeof stateCountSchema>

/** Alarms: due now, set for later, and tasks that are being worked on. */
const jobCountSchema = z.object({ name: z.enum(jobNames), ready: z.int(), later: z.int(), active: z.int() })
export type JobCount = z.infer<typeof jobCountSchema>

export interface EngineOverview {
  states: StateCount[]
  jobs: JobCount[]
  /** Takes that are finished at the vendor, while our disk or object storage is full or away. */
  storageWaits: number
  archive: { videos: number; bytes: number }
}

/** The whole installation in numbers; names nobody, so it belongs to its owner. */
export async function countEverything(viewer: UserViewer, database: Database, now: Date): Promise<EngineOverview | null> {
  if (viewer.role !== 'owner') return null
  const pairs = jobNames.flatMap((name) => statesOf[name].map((state) => [name, state]))
  const { client, pool } = database
  const [states, jobs, archive, storageWaits] = await Promise.all([
    client.$queryRaw`
      SELECT vendor, "isSandbox", state, count(*)::int AS tasks,
             CASE WHEN state IN ('succeeded', 'failed', 'cancelled') THEN NULL ELSE min("createdAt") END AS "oldestAt"
        FROM "Task" GROUP BY vendor, "isSandbox", state`,
    pool.query(
      `SELECT job.name, (count(*) FILTER (WHERE NOT leased AND "dueAt" <= $3))::int AS ready,
              (count(*) FILTER (WHERE NOT leased AND "dueAt" > $3))::int AS later,
              (count(*) FILTER (WHERE leased))::int AS active
         FROM unnest($1::text[], $2::text[]) AS job(name, state)
         JOIN (SELECT state, "dueAt", coalesce("leaseUntil" > $3, false) AS leased FROM "Task" WHERE "dueAt" IS NOT NULL) AS task USING (state)
        GROUP BY job.name`,
      [pairs.map(([name]) => name), pairs.map(([, state]) => state), now],
    ),
    client.video.aggregate({ _sum: { bytes: true }, _count: true }),
    countStorageWaits(viewer, client),
  ])
  return {
    // Of a vendor that a later version has dropped, nothing is told.
    states: z
      .array(z.unknown())
      .parse(states)
      .flatMap((row) => stateCountSchema.safeParse(row).data ?? []),
    jobs: z.array(jobCountSchema).parse(jobs.rows),
    storageWaits,
    archive: { videos: archive._count, bytes: Number(archive._sum.bytes ?? 0) },
  }
}

const vendorRecordSchema = z.object({
  vendor: z.string(),
  isSandbox: z.boolean(),
  sent: z.int(),
  accepted: z.int(),
  /** From sending to the note of the vendor's yes, in the middle of them; null when none was accepted. */
  answerMs: z.number().nullable(),
  unconfirmed: z.int(),
  finished: z.int(),
  failed: z.int(),
  checksFailed: z.int(),
})
export type VendorRecord = z.infer<typeof vendorRecordSchema>

/** What each account did lately, by the timelines of everybody's takes: the same whichever processes made the calls. */
export async function listVendorRecords(viewer: UserViewer, { pool }: Database, lookBackMs: number): Promise<VendorRecord[]> {
  if (viewer.role !== 'owner') return []
  const { rows } = await pool.query(
    `WITH recent AS (
       SELECT "taskId", type, at, lag(type) OVER own AS before, lag(at) OVER own AS "beforeAt"
         FROM "TaskEvent" WHERE id >= $1 AND type IN ('submitting', 'running', 'unconfirmed', 'archiving', 'failed', 'check_failed')
       WINDOW own AS (PARTITION BY "taskId" ORDER BY at, id)
     )
     SELECT vendor, "isSandbox",
            (count(*) FILTER (WHERE type = 'submitting'))::int AS sent,
            (count(*) FILTER (WHERE type = 'running'))::int AS accepted,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - "beforeAt")::float8 * 1000)
              FILTER (WHERE type = 'running' AND before = 'submitting') AS "answerMs",
            (count(*) FILTER (WHERE type = 'unconfirmed'))::int AS unconfirmed,
            (count(*) FILTER (WHERE type = 'archiving'))::int AS finished,
            (count(*) FILTER (WHERE type = 'failed'))::int AS failed,
            (count(*) FILTER (WHERE type = 'check_failed'))::int AS "checksFailed"
       FROM recent JOIN "Task" AS task ON task.id = recent."taskId" GROUP BY vendor, "isSandbox"`,
    // Ids sort by time, so these are found without an index of their own.
    [createId(Date.now() - lookBackMs)],
  )
  return z.array(vendorRecordSchema).parse(rows)
}

/** Finished takes that cannot be saved, because disk or object storage is full or away; of these only the owner is told. */
export async function countStorageWaits(viewer: UserViewer, client: Client): Promise<number> {
  return viewer.role === 'owner' ? client.task.count({ where: { state: 'archiving', waitReason: 'storage' } }) : 0
}

export interface ActiveTask {
  id: string
  userId: string
  userName: string
  /** Of the viewer's own takes only: anybody else's is its maker's own. */
  prompt: string | null
  vendor: VendorId
  isSandbox: boolean
  state: TaskState
  waitReason: string | null
  attempts: number
  traceId: string | null
  createdAt: Date
  submittedAt: Date | null
  dueAt: Date | null
}

const activeSchema = z.object({ vendor: z.enum(vendorIds), state: z.enum(taskStates) })

/** Everybody's takes that are not settled, in one state, oldest first; with the prompts of the viewer's own. */
export async function listActiveTasks(viewer: UserViewer, client: Client, state: TaskState, limit: number): Promise<ActiveTask[]> {
  if (viewer.role !== 'owner') return []
  const rows = await client.task.findMany({
    where: { state },
    orderBy: { createdAt: 'asc' },
    take: limit,
    select: {
      id: true,
      userId: true,
      vendor: true,
      isSandbox: true,
      state: true,
      waitReason: true,
      attempts: true,
      traceId: true,
      createdAt: true,
      submittedAt: true,
      dueAt: true,
      prompt: true,
      user: { select: { name: true } },
    },
  })
  return rows.flatMap(({ user, prompt, ...row }) => {
    const known = activeSchema.safeParse(row)
    return known.success ? [{ ...row, ...known.data, userName: user.name, prompt: row.userId === viewer.userId ? prompt : null }] : []
  })
}

export interface RecentEvent {
  id: string
  taskId: string
  vendor: string
  isSandbox: boolean
  type: string
  message: string
  at: Date
}

/** What happened last to anybody's takes, newest first. Ids sort by time, so the newest are found without an index of their own. */
export async function listRecentEvents(viewer: UserViewer, client: Client, limit: number): Promise<RecentEvent[]> {
  if (viewer.role !== 'owner') return []
  const rows = await client.taskEvent.findMany({
    orderBy: { id: 'desc' },
    take: limit,
    select: { id: true, taskId: true, type: true, message: true, at: true, task: { select: { vendor: true, isSandbox: true } } },
  })
  return rows.map(({ task, ...event }) => ({ ...event, ...task }))
}
