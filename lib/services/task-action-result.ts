import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { toTakeView } from './take-view.ts'

export type TaskActionResult = { ok: true; take: TakeView } | { ok: false; code: 'not_found' | 'conflict'; message: string }

export const taskNotFound: TaskActionResult = { ok: false, code: 'not_found', message: 'There is no such take.' }

export function taskConflict(message: string): TaskActionResult {
  return { ok: false, code: 'conflict', message }
}

/** The task as it is now, after an action. */
export async function currentTake(context: ServiceContext, viewer: UserViewer, id: string): Promise<TaskActionResult> {
  const task = await findTask(viewer, context.database.client, id)
  return task ? { ok: true, take: await toTakeView(context, task) } : taskNotFound
}
