import { deleteTask as deleteTaskRow, findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export type DeleteTaskResult = { ok: true } | { ok: false; code: 'not_found' | 'conflict'; message: string }

/** Removes a settled take with its video and share links; one that may still cost money is kept. */
export async function deleteTask(context: ServiceContext, viewer: UserViewer, id: string): Promise<DeleteTaskResult> {
  const task = await findTask(viewer, context.database.client, id)
  if (!task) return { ok: false, code: 'not_found', message: 'There is no such take.' }
  const deleted = await context.database.transaction((client) => deleteTaskRow(viewer, client, id))
  return deleted
    ? { ok: true }
    : { ok: false, code: 'conflict', message: 'A take that is still under way cannot be deleted; cancel it first.' }
}
