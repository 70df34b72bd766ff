import { deleteTask as deleteTaskRow } from '#lib/data/deleted-tasks.ts'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export type DeleteTaskResult = { ok: true } | { ok: false; code: 'not_found' | 'conflict'; message: string }

const notFound = { ok: false, code: 'not_found', message: 'There is no such take.' } as const

/** Removes a settled take with its video and share links; one that may still cost money is kept. */
export async function deleteTask(context: ServiceContext, viewer: UserViewer, id: string): Promise<DeleteTaskResult> {
  const { database } = context
  if (await database.transaction((client) => deleteTaskRow(viewer, client, id))) return { ok: true }
  if (!(await findTask(viewer, database.client, id))) return notFound
  return { ok: false, code: 'conflict', message: 'A take that is still under way cannot be deleted; cancel it first.' }
}
