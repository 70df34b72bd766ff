import { type APIRequestContext, expect } from '@playwright/test'
import { z } from 'zod'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { isSettled } from '#lib/generation/task-state.ts'
import { type TaskView, taskViewSchema } from '#lib/generation/task-view.ts'

/** Submits through the public API; the answer is read by the schema that outsiders rely on. */
export async function submitTask(api: APIRequestContext, request: GenerationRequest): Promise<TaskView> {
  const answer = await api.post('/api/v1/tasks', { data: request })
  expect(answer.status(), await answer.text()).toBe(202)
  return taskViewSchema.parse(await answer.json())
}

/** Long-polls until nothing more will happen by itself. */
export async function waitForTask(api: APIRequestContext, id: string): Promise<TaskView> {
  for (;;) {
    const answer = await api.get(`/api/v1/tasks/${id}?wait=30`, { timeout: 40_000 })
    expect(answer.status(), await answer.text()).toBe(200)
    const task = taskViewSchema.parse(await answer.json())
    if (isSettled(task.state)) return task
  }
}

/** The smallest film that a vendor makes, for tests that do not speak of its size. */
export const smallFilm = { vendor: 'seedance2ink', mode: 'text_to_video', resolution: '480p', ratio: '1:1', duration: 4 } as const

export async function createFinishedTask(api: APIRequestContext, prompt: string): Promise<TaskView> {
  const { id } = await submitTask(api, { ...smallFilm, prompt })
  const task = await waitForTask(api, id)
  expect(task.state).toBe('succeeded')
  return task
}

/** Removes what a test has made, but for takes that are still on their way. */
export async function removeTakes(api: APIRequestContext): Promise<void> {
  const answer = await api.get('/api/v1/tasks', { params: { limit: 100 } })
  const { items } = z.object({ items: z.array(taskViewSchema) }).parse(await answer.json())
  await Promise.all(items.filter((task) => isSettled(task.state)).map(({ id }) => api.delete(`/api/v1/tasks/${id}`)))
}
