import { expect } from 'vitest'
import { findTask, type TaskRow } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import { checkTask } from '../check-task.ts'
import type { ServiceContext } from '../context.ts'
import { submitGeneration } from '../submit-generation.ts'
import { submitTask } from '../submit-task.ts'
import type { TestContext } from './test-context.ts'

type Change = Partial<Omit<GenerationRequest, 'prompt'>>

/** The shortest take from text alone that a vendor makes. */
export function requestFor(prompt: string, change: Change = {}) {
  const { vendor = 'loova' } = change
  const least = vendor === 'uniall' ? { duration: 5, model: 'seedance2.0', resolution: '480p' } : { duration: 4 }
  return { vendor, mode: 'text_to_video' as const, prompt, ...least, ...change }
}

export async function submitTake(
  context: ServiceContext,
  viewer: UserViewer,
  prompt: string,
  change: Change = {},
  idempotencyKey?: string,
): Promise<string> {
  const result = await submitGeneration(context, viewer, { request: requestFor(prompt, change), idempotencyKey })
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.issues)}`)
  return result.take.id
}

/** Submitted, and sent to the vendor as its alarm would. */
export async function sendTake(t: TestContext, viewer: UserViewer, prompt: string, change: Change = {}): Promise<string> {
  const id = await submitTake(t.context, viewer, prompt, change)
  await submitTask(t.context, t.engine, id)
  return id
}

export async function requireTask(t: TestContext, id: string): Promise<TaskRow> {
  const task = await findTask(t.engine, t.context.database.client, id)
  if (!task) throw new Error('no such task')
  return task
}

/** Asks as the engine would, moving the clock past each wait, until the state is left; answers the one that it is in then. */
export async function checkUntilLeft(t: TestContext, id: string, state: TaskState): Promise<TaskState> {
  const check = async () => {
    t.advance(30_000)
    await checkTask(t.context, t.engine, id)
    return (await requireTask(t, id)).state
  }
  await expect.poll(check, { timeout: 60_000, interval: 100 }).not.toBe(state)
  return (await requireTask(t, id)).state
}

/** Which of the takes run, by their place in the list. */
export async function listRunning(t: TestContext, ids: readonly string[]): Promise<number[]> {
  const tasks = await Promise.all(ids.map((id) => requireTask(t, id)))
  return tasks.flatMap((task, index) => (task.state === 'running' ? [index] : []))
}

/** Lets a take that the sandbox fails come to its end. */
export async function endFailing(t: TestContext, id: string): Promise<void> {
  t.advance(30_000)
  await checkTask(t.context, t.engine, id)
  expect((await requireTask(t, id)).state).toBe('failed')
}
