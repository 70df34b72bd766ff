import type { Prisma } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { createId } from './id.ts'
import type { Viewer } from './viewer.ts'

export interface NewTaskEvent {
  type: string
  /** One sentence a creator understands. */
  message: string
  /** Facts for support; never shown to a browser. */
  details?: Prisma.InputJsonObject
  at: Date
}

export interface TaskEventRow {
  id: string
  type: string
  message: string
  at: Date
}

export async function addTaskEvent(client: Client, taskId: string, event: NewTaskEvent): Promise<void> {
  await client.taskEvent.create({ data: { id: createId(), taskId, ...event } })
}

/** What was noted beside the take when it was accepted; null when there is no such take. */
export async function findCreationDetails(viewer: Viewer, client: Client, taskId: string): Promise<Prisma.JsonValue> {
  const event = await client.taskEvent.findFirst({
    where: { taskId, type: 'created', task: viewer.kind === 'engine' ? {} : { userId: viewer.userId } },
    select: { details: true },
  })
  return event?.details ?? null
}

/** The timeline, oldest first. */
export async function listTaskEvents(viewer: Viewer, client: Client, taskId: string): Promise<TaskEventRow[]> {
  return client.taskEvent.findMany({
    where: { taskId, task: viewer.kind === 'engine' ? {} : { userId: viewer.userId } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { id: true, type: true, message: true, at: true },
  })
}
