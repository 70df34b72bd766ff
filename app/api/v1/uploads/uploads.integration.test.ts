import { createCanvas } from '@napi-rs/canvas'
import { expect, it } from 'vitest'
import { checkRequest } from '#lib/services/check-request.ts'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { callRoute } from '../../testing/call-route.ts'
import { cookieOf, openApp } from '../../testing/open-app.ts'
import * as upload from './[id]/route.ts'
import * as uploads from './route.ts'
import { uploadPageSchema, uploadReplySchema } from './upload-reply.ts'

const { test, ana, ben } = await openApp()
const bearer = async (person: typeof ana) => ({
  authorization: `Bearer ${(await createApiKey(test.context, person.viewer, { name: 'Script' })).key}`,
})
const [anas, bens] = [await bearer(ana), await bearer(ben)]

function formOf(color: string): FormData {
  const canvas = createCanvas(640, 480)
  const ink = canvas.getContext('2d')
  ink.fillStyle = color
  ink.fillRect(0, 0, 640, 480)
  const form = new FormData()
  form.set('file', new File([new Uint8Array(canvas.toBuffer('image/png'))], `${color}.png`))
  return form
}

const send = async (headers: Record<string, string>, color: string) =>
  callRoute(uploads.POST, '/api/v1/uploads', { headers, body: formOf(color) })
const find = (headers: Record<string, string>, id: string) => callRoute(upload.GET, `/api/v1/uploads/${id}`, { headers, params: { id } })

it('takes a script’s file, names it for a request and removes it', async () => {
  const first = await send(anas, 'red')
  expect([first.status, first.json]).toMatchObject([201, { kind: 'image', name: 'red.png', width: 640, height: 480 }])
  const { id } = uploadReplySchema.parse(first.json)
  expect(first.text).not.toContain('/api/uploads/')
  expect(await send(anas, 'red')).toMatchObject({ status: 200, json: { id } })
  test.advance(1_000)
  const later = uploadReplySchema.parse((await send(anas, 'blue')).json)

  const request = { vendor: 'loova', mode: 'image_to_video', prompt: 'A lighthouse', images: [{ upload: id }] }
  expect(await checkRequest(test.context, ana.viewer, request)).toMatchObject({ verdicts: { loova: { ok: true } } })

  const page = uploadPageSchema.parse((await callRoute(uploads.GET, '/api/v1/uploads?limit=1', { headers: anas })).json)
  expect([page.items.map((item) => item.id), page.nextCursor]).toEqual([[later.id], later.id])
  const rest = await callRoute(uploads.GET, `/api/v1/uploads?cursor=${page.nextCursor}`, { headers: anas })
  expect(rest.json).toMatchObject({ items: [{ id }], nextCursor: null })
  expect((await callRoute(uploads.GET, '/api/v1/uploads?cursor=x', { headers: anas })).status).toBe(422)

  const remove = (headers: Record<string, string>) =>
    callRoute(upload.DELETE, `/api/v1/uploads/${id}`, { method: 'DELETE', headers, params: { id } })
  expect([(await find(anas, id)).status, (await find(bens, id)).status, (await remove(bens)).status]).toEqual([200, 404, 404])
  expect([(await remove(anas)).status, (await find(anas, id)).status]).toEqual([204, 404])
})

it('is for keys alone: a browser’s cookie does nothing here, and a key nothing where the cookie counts', async () => {
  expect((await send(cookieOf(ana), 'green')).status).toBe(401)
  expect((await send({}, 'green')).status).toBe(401)
  expect(uploadPageSchema.parse((await callRoute(uploads.GET, '/api/v1/uploads', { headers: bens })).json).items).toEqual([])
})
