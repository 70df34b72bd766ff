import type pg from 'pg'
import { kindOfField, listFields } from '#lib/generation/file-kinds.ts'
import { alarmChannel, senderOf } from './alarm.ts'
import type { Client, Database } from './database.ts'
import { createId } from './id.ts'
import { inGroups } from './in-groups.ts'
import type { NewTaskEvent } from './task-events.ts'
import type { NewTask, TaskRow } from './tasks.ts'
import type { UserViewer } from './viewer.ts'

interface Input {
  userId: string
  task: NewTask
  event: NewTaskEvent
}

const statement = `
  WITH input AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS i(
      id text, "userId" text, vendor text, model text, mode text, prompt text, request jsonb, "requestHash" text, "idempotencyKey" text,
      "isSandbox" boolean, "creditsQuoted" float8, "retryOfId" text, "createdAt" timestamptz,
      "eventId" text, "eventType" text, "eventMessage" text, "eventDetails" jsonb, "refs" jsonb)
  ), created AS (
    INSERT INTO "Task" (id, "userId", vendor, model, mode, state, prompt, request, "requestHash", "idempotencyKey", "isSandbox",
                        "creditsQuoted", "retryOfId", "createdAt", "dueAt", "updatedAt")
    SELECT id, "userId", vendor, model, mode, 'queued', prompt, request, "requestHash", "idempotencyKey", "isSandbox",
           "creditsQuoted", "retryOfId", "createdAt", "createdAt", "createdAt"
      FROM input
        ON CONFLICT ("userId", "idempotencyKey") DO NOTHING
    RETURNING id
  ), events AS (
    INSERT INTO "TaskEvent" (id, "taskId", type, message, details, at)
    SELECT "eventId", id, "eventType", "eventMessage", "eventDetails", "createdAt" FROM input JOIN created USING (id)
  ), refs AS (
    INSERT INTO "Reference" (id, "taskId", kind, position, url, "uploadId", width, height, duration)
    SELECT r.id, input.id, r.kind, r.position, r.url, r."uploadId", r.width, r.height, r.duration
      FROM input JOIN created USING (id)
     CROSS JOIN LATERAL jsonb_to_recordset(input."refs")
             AS r(id text, kind text, position int, url text, "uploadId" text, width int, height int, duration float8)
  ), told AS (SELECT pg_notify('${alarmChannel}', $2) FROM created LIMIT 1)
  SELECT id, (SELECT count(*) FROM told) FROM created`

const create = inGroups<Input, boolean>(
  async (pool: pg.Pool, inputs) => {
    const values = [JSON.stringify(inputs.map(toRecord)), senderOf(pool)]
    const { rows } = await pool.query({ name: 'create-tasks', text: statement, values })
    const created = new Set(rows.map((row) => row.id))
    return inputs.map(({ task }) => created.has(task.id))
  },
  ({ userId, task }) => (task.idempotencyKey === null ? null : `${userId} ${task.idempotencyKey}`),
)

/** The task with its references, its first event and its alarm, in one commit; null when this person's key has a task already. */
export async function createTask(viewer: UserViewer, database: Database, task: NewTask, event: NewTaskEvent): Promise<TaskRow | null> {
  const input = { userId: viewer.userId, task, event }
  return (await create(database, input)) ? toTaskRow(input) : null
}

/** The same with company: in a transaction of the caller's, whose client it is given. */
export async function createTaskWith(viewer: UserViewer, client: Client, task: NewTask, event: NewTaskEvent): Promise<TaskRow | null> {
  const input = { userId: viewer.userId, task, event }
  const rows: unknown = await client.$queryRawUnsafe(statement, JSON.stringify([toRecord(input)]), '')
  return Array.isArray(rows) && rows.length === 1 ? toTaskRow(input) : null
}

function toRecord({ userId, task, event }: Input) {
  return {
    ...task,
    userId,
    vendor: task.request.vendor,
    mode: task.request.mode,
    prompt: task.request.prompt ?? '',
    eventId: createId(),
    eventType: event.type,
    eventMessage: event.message,
    eventDetails: event.details,
    refs: referencesOf(task),
  }
}

function toTaskRow({ userId, task }: Input): TaskRow {
  const { request } = task
  return {
    ...task,
    userId,
    vendor: request.vendor,
    mode: request.mode,
    state: 'queued',
    prompt: request.prompt ?? '',
    dueAt: task.createdAt,
    updatedAt: task.createdAt,
    attempts: 0,
    priority: 0,
    progress: null,
    creditsCharged: null,
    failureCode: null,
    vendorCode: null,
    vendorMessage: null,
    vendorStatus: null,
    vendorTaskId: null,
    traceId: null,
    leaseOwner: null,
    leaseUntil: null,
    waitReason: null,
    submittedAt: null,
    cancelRequestedAt: null,
    vendorDoneAt: null,
    finishedAt: null,
    video: null,
  }
}

function referencesOf({ request }: NewTask) {
  return listFields.flatMap((field) =>
    (request[field] ?? []).map((reference, position) => ({
      id: createId(),
      kind: kindOfField[field],
      position,
      url: 'url' in reference ? reference.url : null,
      uploadId: 'upload' in reference ? reference.upload : null,
      width: reference.width,
      height: reference.height,
      duration: reference.duration,
    })),
  )
}
