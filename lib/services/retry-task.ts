import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { findAssumedFields } from './find-used-again.ts'
import { type SubmitGenerationResult, submitGeneration } from './submit-generation.ts'

export type RetryTaskResult = SubmitGenerationResult | { ok: false; code: 'not_found' | 'conflict'; message: string; issues: [] }

/** The same request as a new take, which is paid for again. One retry per press: the key makes a double press one take. */
export async function retryTask(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
  idempotencyKey?: string,
): Promise<RetryTaskResult> {
  const task = await findTask(viewer, context.database.client, id)
  if (!task) return { ok: false, code: 'not_found', message: 'There is no such take.', issues: [] }
  if (task.state !== 'failed' && task.state !== 'cancelled') {
    return { ok: false, code: 'conflict', message: 'Only a failed or cancelled take can be sent again.', issues: [] }
  }
  const assumed = await findAssumedFields(context, viewer, task.id)
  return submitGeneration(context, viewer, { request: task.request, idempotencyKey, retryOfId: task.id, assumed })
}
