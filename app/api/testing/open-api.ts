import { afterAll, expect } from 'vitest'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { createTestContext } from '#lib/services/testing/test-context.ts'
import * as tasks from '../v1/tasks/route.ts'
import { callRoute } from './call-route.ts'

export const request = { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse in a storm' }

/** The API on parts of its own, with the keys of two who do not know each other. */
export async function openApi() {
  const test = await createTestContext()
  setCurrentContext(test.context)
  afterAll(async () => {
    setCurrentContext(null)
    await test[Symbol.asyncDispose]()
  })
  const keyOf = async () => (await createApiKey(test.context, await test.createViewer(), { name: 'Test' })).key
  const headers = { authorization: `Bearer ${await keyOf()}` }
  const strangers = { authorization: `Bearer ${await keyOf()}` }
  return {
    test,
    headers,
    strangers,
    async createTask(prompt = request.prompt): Promise<string> {
      const answer = await callRoute(tasks.POST, '/api/v1/tasks', { headers, json: { ...request, prompt } })
      expect(answer.status).toBe(202)
      return idOf(answer.json)
    },
  }
}

export function idOf(json: unknown): string {
  if (typeof json === 'object' && json !== null && 'id' in json && typeof json.id === 'string') return json.id
  throw new Error(`no id in ${JSON.stringify(json)}`)
}
