import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { deleteTask } from './delete-task.ts'

export interface DeletedTasks {
  /** Gone now, also what was gone before. */
  goneIds: string[]
  /** What stays, each with the reason. */
  refused: { id: string; message: string }[]
}

/** Each by itself, as if it were the only one: what is refused holds no other back. */
export async function deleteTasks(context: ServiceContext, viewer: UserViewer, ids: readonly string[]): Promise<DeletedTasks> {
  const done: DeletedTasks = { goneIds: [], refused: [] }
  for (const id of new Set(ids)) {
    const result = await deleteTask(context, viewer, id)
    if (result.ok || result.code === 'not_found') done.goneIds.push(id)
    else done.refused.push({ id, message: result.message })
  }
  return done
}
