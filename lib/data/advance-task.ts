import { z } from 'zod'
import { toStorable } from '#lib/generation/storable.ts'
import { canMove, type TaskState } from '#lib/generation/task-state.ts'
import { alarmChannel, senderOf } from './alarm.ts'
import type { Database } from './database.ts'
import { createId } from './id.ts'
import { inGroups } from './in-groups.ts'
import type { NewTaskEvent } from './task-events.ts'
import { freesPlace, type TaskPatch } from './tasks.ts'
import type { NewVideo } from './videos.ts'
import type { EngineViewer } from './viewer.ts'

export interface TaskStep {
  id: string
  from: readonly TaskState[]
  /** The state that it stays in, or moves to. */
  to: TaskState
  patch?: TaskPatch
  event?: NewTaskEvent | null
  /**
   * When the lease that this step ends would have run out. An alarm that rang for the task in the meantime has moved `dueAt` forward from
   * there, and is not forgotten.
   */
  leasedUntil?: Date | null
  /** The row of the archived result. */
  video?: NewVideo
  now: Date
}

export interface TaskStepTaken {
  dueAt: Date | null
  /** Somebody who waited for the place at the vendor has been rung for. */
  hasRung: boolean
}

const patched: Record<keyof TaskPatch, true> = {
  progress: true,
  creditsCharged: true,
  failureCode: true,
  vendorCode: true,
  vendorMessage: true,
  vendorStatus: true,
  vendorTaskId: true,
  traceId: true,
  resultUrl: true,
  isSandbox: true,
  dueAt: true,
  leaseOwner: true,
  leaseUntil: true,
  attempts: true,
  waitReason: true,
  submittedAt: true,
  vendorDoneAt: true,
  finishedAt: true,
}
const columns = Object.keys(patched).filter((column) => column !== 'dueAt')

const videoColumns = Object.keys({
  taskId: true,
  storageKey: true,
  container: true,
  videoCodec: true,
  audioCodec: true,
  width: true,
  height: true,
  duration: true,
  bytes: true,
  sha256: true,
  sourceUrl: true,
  archivedAt: true,
} satisfies Record<keyof NewVideo, true>).map((column) => `"${column}"`)

const quoted = (prefix: string) => columns.map((column) => `${prefix}"${column}"`).join(', ')

/**
 * Compare-and-set on each task's state; what follows from a move (its event, the video's row, the ring for whoever waits for the place) is
 * in the same statement, so it happens with it or not at all. A patch names only the columns that change.
 */
const statement = `
  WITH input AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS i(
      id text, "from" text[], "to" text, patch jsonb, "leasedUntil" timestamptz, "freesPlace" boolean,
      "eventId" text, "eventType" text, "eventMessage" text, "eventDetails" jsonb, "at" timestamptz, video jsonb)
  ), moved AS (
    UPDATE "Task" AS t
       SET state = i."to", "updatedAt" = now(),
           ("dueAt", ${quoted('')}) = (
             SELECT CASE WHEN i."leasedUntil" IS NULL OR t."dueAt" IS NULL OR t."dueAt" = i."leasedUntil" THEN p."dueAt"
                         ELSE least(t."dueAt", p."dueAt") END,
                    ${quoted('p.')}
               FROM jsonb_populate_record(t, i.patch) AS p)
      FROM input AS i
     WHERE t.id = i.id AND t.state = ANY(i."from")
    RETURNING t.id, t.vendor, t."dueAt", i."freesPlace"
  ), events AS (
    INSERT INTO "TaskEvent" (id, "taskId", type, message, details, at)
    SELECT i."eventId", i.id, i."eventType", i."eventMessage", i."eventDetails", i.at
      FROM input AS i JOIN moved USING (id) WHERE i."eventId" IS NOT NULL
  ), videos AS (
    INSERT INTO "Video" (${videoColumns.join(', ')})
    SELECT ${videoColumns.map((column) => `v.${column}`).join(', ')} FROM input AS i JOIN moved USING (id) CROSS JOIN LATERAL jsonb_populate_record(NULL::"Video", i.video) AS v
     WHERE i.video IS NOT NULL
  ), freed AS (SELECT DISTINCT vendor FROM moved WHERE "freesPlace"), ended AS (
    UPDATE "VendorHealth" AS h SET "pausedUntil" = NULL, "updatedAt" = now()
      FROM freed WHERE h.vendor = freed.vendor AND h."pauseReason" = 'slot' AND h."pausedUntil" IS NOT NULL
  ), rung AS (
    UPDATE "Task" AS t SET "dueAt" = $2, "updatedAt" = now()
      FROM freed CROSS JOIN LATERAL (
        SELECT id FROM "Task" WHERE vendor = freed.vendor AND state = 'queued' AND "waitReason" IS NOT NULL
         ORDER BY "createdAt", id LIMIT 2) AS first
     WHERE t.id = first.id AND (t."dueAt" IS NULL OR t."dueAt" > $2) AND t.id NOT IN (SELECT id FROM moved)
    RETURNING t.id
  ), told AS (
    SELECT pg_notify('${alarmChannel}', $3) WHERE EXISTS (SELECT 1 FROM rung) OR EXISTS (SELECT 1 FROM moved WHERE "dueAt" <= $2)
  )
  SELECT id, "dueAt", (SELECT count(*)::int FROM rung) AS rung, (SELECT count(*) FROM told) FROM moved`

const movedSchema = z.array(z.object({ id: z.string(), dueAt: z.date().nullable(), rung: z.int() }))

const advance = inGroups<TaskStep, TaskStepTaken | null>(
  async (pool, steps) => {
    const records = steps.map((step) => ({
      id: step.id,
      from: step.from,
      to: step.to,
      patch: step.patch ?? {},
      leasedUntil: step.leasedUntil,
      freesPlace: freesPlace(step.from, step.to),
      ...(step.event && {
        eventId: createId(),
        eventType: step.event.type,
        eventMessage: step.event.message,
        eventDetails: step.event.details,
        at: step.event.at,
      }),
      video: step.video,
    }))
    const now = new Date(Math.max(...steps.map((step) => step.now.getTime())))
    const { rows } = await pool.query({
      name: 'advance-tasks',
      text: statement,
      values: [JSON.stringify(records, asJsonText), now, senderOf(pool)],
    })
    const moved = new Map(movedSchema.parse(rows).map((row) => [row.id, row]))
    return steps.map(({ id }) => {
      const row = moved.get(id)
      return row ? { dueAt: row.dueAt, hasRung: row.rung > 0 } : null
    })
  },
  ({ id }) => id,
)

/**
 * The engine's move, or change of facts within a state, in a commit that it may share with other tasks' moves.
 * @returns null when somebody else moved the task first: then nothing has changed.
 */
export async function advanceTask(_viewer: EngineViewer, database: Database, step: TaskStep): Promise<TaskStepTaken | null> {
  const illegal = step.from.find((from) => from !== step.to && !canMove(from, step.to))
  if (illegal) throw new Error(`a task never moves from ${illegal} to ${step.to}`)
  return advance(database, step)
}

/** What a vendor said may hold what `jsonb` refuses, and no end of a take hangs on a character. */
function asJsonText(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? toStorable(value) : value
}
