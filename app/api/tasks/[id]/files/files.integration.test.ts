import { describe, expect, it } from 'vitest'
import { callRoute } from '#app/api/testing/call-route.ts'
import { cookieOf, openApp } from '#app/api/testing/open-app.ts'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { addFinishedTake, renderFilm } from '#lib/services/testing/finished-take.ts'
import type { TestPerson } from '#lib/session/testing/sign-in-as.ts'
import * as files from './route.ts'

const { test, ana, ben } = await openApp()
const takeId = await addFinishedTake(test.context, ana.viewer, await renderFilm(test.context), 'A fox in the snow')

describe('POST /api/tasks/:id/files', () => {
  const post = async (id: string, json: unknown, person: TestPerson | null = ana) =>
    callRoute(files.POST, `/api/tasks/${id}/files`, {
      params: { id },
      json,
      headers: person ? cookieOf(person) : {},
    })

  it('answers 201 with what is new and 200 with what was there', async () => {
    const first = await post(takeId, { what: 'frame', at: 1.5 })
    expect(first.status).toBe(201)
    const again = await post(takeId, { what: 'frame', at: 1.5 })
    expect(again.status).toBe(200)
    expect(uploadViewSchema.parse(again.json).id).toBe(uploadViewSchema.parse(first.json).id)
  })

  it.for([
    { name: 'an unknown kind of file', body: { what: 'everything' }, status: 422 },
    { name: 'a frame without its time', body: { what: 'frame' }, status: 422 },
    { name: 'a time before the film', body: { what: 'frame', at: -1 }, status: 422 },
    { name: 'a time that is no number', body: { what: 'frame', at: '1' }, status: 422 },
    { name: 'a time after the film', body: { what: 'frame', at: 60 }, status: 409 },
  ])('refuses $name', async ({ body, status }) => {
    const answer = await post(takeId, body)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toMatch(/videos\/|uploads\/|tmp/)
  })

  it('knows nobody else’s takes', async () => {
    expect((await post(takeId, { what: 'last_frame' }, ben)).status).toBe(404)
    expect((await post('../../etc/passwd', { what: 'last_frame' })).status).toBe(404)
    expect((await post(takeId, { what: 'last_frame' }, null)).status).toBe(401)
  })
})
