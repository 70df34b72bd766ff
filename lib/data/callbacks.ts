import { z } from 'zod'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { type TaskState, taskStates } from '#lib/generation/task-state.ts'
import type { Client } from './database.ts'
import { addTaskEvent } from './task-events.ts'

/** What a vendor may be told to call back about; the row behind a secret address. */
export interface CallbackTarget {
  taskId: string
  vendor: VendorId
  state: TaskState
  failureCode: string | null
  vendorTaskId: string | null
}

const hintEvent = 'callback'
/** A vendor tries a handful of times; more of them teach nothing and would only fill the timeline. */
const maxHints = 5

const storedSchema = z.object({ vendor: z.enum(vendorIds), state: z.enum(taskStates) })
const hintSchema = z.object({ vendorTaskId: z.string() })

/** The secret in the address is the proof, so it asks for no viewer. */
export async function findCallbackTarget(client: Client, hash: string): Promise<CallbackTarget | null> {
  const record = await client.task.findUnique({
    where: { callbackHash: hash },
    select: { id: true, vendor: true, state: true, failureCode: true, vendorTaskId: true },
  })
  if (!record) return null
  const { id, failureCode, vendorTaskId } = record
  return { ...storedSchema.parse(record), taskId: id, failureCode, vendorTaskId }
}

/** Keeps the vendor task that a callback named, on the timeline; the same name twice is kept once. */
export async function addCallbackHint(
  client: Client,
  hint: { taskId: string; vendorTaskId: string; message: string; at: Date },
): Promise<void> {
  const known = await listCallbackHints(client, hint.taskId)
  if (known.length >= maxHints || known.includes(hint.vendorTaskId)) return
  const details = { vendorTaskId: hint.vendorTaskId }
  await addTaskEvent(client, hint.taskId, { type: hintEvent, message: hint.message, details, at: hint.at })
}

/** Vendor task ids that callbacks named for a task, newest first. They prove nothing. */
export async function listCallbackHints(client: Client, taskId: string): Promise<string[]> {
  const events = await client.taskEvent.findMany({
    where: { taskId, type: hintEvent },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    select: { details: true },
  })
  return events.flatMap((event) => hintSchema.safeParse(event.details).data?.vendorTaskId ?? [])
}
