import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'
import { findRequestUploads } from '#lib/services/references.ts'
import type { TestPerson } from '#lib/session/testing/sign-in-as.ts'
import { type Answer, callRoute } from '../testing/call-route.ts'
import { cookieOf, openApp } from '../testing/open-app.ts'
import * as file from './[id]/[file]/route.ts'
import * as thumbnail from './[id]/thumbnail/route.ts'
import * as known from './known/route.ts'
import * as present from './present/route.ts'
import * as uploads from './route.ts'

const { test, ana, ben } = await openApp()

/** No two are alike, or the second would be taken for the first. */
function newPng(width = 640, height = 480): Buffer<ArrayBuffer> {
  const canvas = createCanvas(width, height)
  const ink = canvas.getContext('2d')
  ink.fillStyle = `#${randomBytes(3).toString('hex')}`
  ink.fillRect(0, 0, width, height)
  ink.fillText(randomBytes(8).toString('hex'), 10, 20)
  return Buffer.from(canvas.toBuffer('image/png'))
}

function formOf(bytes: Uint8Array<ArrayBuffer>, name: string): FormData {
  const form = new FormData()
  form.set('file', new File([bytes], name, { type: 'text/plain' }))
  return form
}

const send = (person: TestPerson, bytes: Uint8Array<ArrayBuffer>, name = 'a.png', headers = {}): Promise<Answer> =>
  callRoute(uploads.POST, '/api/uploads', { headers: { ...cookieOf(person), ...headers }, body: formOf(bytes, name) })

const viewOf = (answer: Answer): UploadView => uploadViewSchema.parse(answer.json)
const readFile = (person: TestPerson | null, id: string) =>
  callRoute(file.GET, `/api/uploads/${id}/file`, { headers: person ? cookieOf(person) : {}, params: { id, file: 'file' } })
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('an upload', () => {
  it('is judged by its content, kept, and read back by the one who brought it', async () => {
    const bytes = newPng()
    const answer = await send(ana, bytes, '../my photo.txt')
    expect([answer.status, answer.json]).toMatchObject([
      201,
      {
        kind: 'image',
        name: 'my photo.txt.png',
        contentType: 'image/png',
        bytes: bytes.length,
        sha256: sha256(bytes),
        container: 'png',
        videoCodec: null,
        audioCodec: null,
        width: 640,
        height: 480,
        duration: null,
        originalId: null,
        edit: null,
        fromTaskId: null,
      },
    ])
    const upload = viewOf(answer)
    expect(upload.url).toBe(`/api/uploads/${upload.id}/file`)
    const mine = await readFile(ana, upload.id)
    expect([mine.status, mine.headers.get('content-type'), mine.headers.get('content-length')]).toEqual([
      200,
      'image/png',
      String(bytes.length),
    ])
    expect((await readFile(ben, upload.id)).status).toBe(404)
    expect((await readFile(null, upload.id)).status).toBe(404)
  })

  it('is found again under its name by the one whose request names it', async () => {
    const upload = viewOf(await send(ana, newPng(), 'harbour.png'))
    const request = { vendor: 'loova', mode: 'image_to_video', images: [{ upload: upload.id }, { upload: 'gone' }] } as const
    const named = { ...request, images: [...request.images] }
    expect(await findRequestUploads(test.context, ana.viewer, named)).toEqual({ [upload.id]: upload })
    expect(await findRequestUploads(test.context, ben.viewer, named)).toEqual({})
  })

  it('is still there for the one who brought it, among any that are asked for', async () => {
    const { id } = viewOf(await send(ana, newPng()))
    const ask = (person: TestPerson | null, ids: string) =>
      callRoute(present.GET, `/api/uploads/present?ids=${ids}`, { headers: person ? cookieOf(person) : {} })
    expect((await ask(ana, `made-up,${id},${id}`)).json).toEqual({ ids: [id] })
    expect((await ask(ben, id)).json).toEqual({ ids: [] })
    expect((await ask(ana, Array.from({ length: 201 }, (_, index) => index).join(','))).status).toBe(422)
    expect((await ask(null, id)).status).toBe(401)
  })

  it('has a small upright picture, for its owner only', async () => {
    const sideways = await sharp(newPng(1600, 900)).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { id, width, height, thumbnailUrl } = viewOf(await send(ana, Buffer.from(sideways), 'phone.jpg'))
    expect([width, height, thumbnailUrl]).toEqual([900, 1600, `/api/uploads/${id}/thumbnail`])
    const params = { id }
    const response = await thumbnail.GET(new Request(`http://localhost:3000${thumbnailUrl}`, { headers: cookieOf(ana) }), {
      params: Promise.resolve(params),
    })
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
    expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata()).toMatchObject({ width: 270, height: 480, format: 'webp' })
    expect((await callRoute(thumbnail.GET, thumbnailUrl ?? '', { headers: cookieOf(ben), params })).status).toBe(404)
    expect((await callRoute(thumbnail.GET, thumbnailUrl ?? '', { params })).status).toBe(401)
  })

  it('is read by a vendor under the address that was signed, and no longer than that', async () => {
    const { id } = viewOf(await send(ana, newPng()))
    const expires = Math.floor(test.context.clock().getTime() / 1000) + 60
    const signature = test.context.secrets.sign('upload', `${id}.${expires}`)
    const read = (query: string, name = 'file.png') =>
      callRoute(file.GET, `/api/uploads/${id}/${name}?${query}`, { params: { id, file: name } })
    expect((await read(`expires=${expires}&signature=${signature}`)).status).toBe(200)
    expect((await read(`expires=${expires + 1}&signature=${signature}`)).status).toBe(404)
    expect((await read(`expires=${expires}&signature=x`)).status).toBe(404)
    expect((await read(`expires=${expires}&signature=${signature}`, 'file.png.exe')).status).toBe(404)
    test.advance(61_000)
    expect((await read(`expires=${expires}&signature=${signature}`)).status).toBe(404)
  })

  it.each([
    ['text', new TextEncoder().encode('hello'), 'a.png', 422],
    ['an empty file', new Uint8Array(), 'a.png', 422],
    ['half an image', newPng().subarray(0, 60), 'a.png', 422],
  ])('is refused when it is %s, and leaves nothing behind', async (_name, bytes, name, status) => {
    const before = await test.context.database.client.upload.count()
    const answer = await send(ana, bytes, name)
    expect([answer.status, answer.json]).toMatchObject([status, { error: { code: 'invalid_request' } }])
    expect(await test.context.database.client.upload.count()).toBe(before)
    expect(await readdir(path.join(test.context.env.DATA_DIR, 'tmp'))).toEqual([])
  })

  it('is refused from a page of another site', async () => {
    expect((await send(ana, newPng(), 'a.png', { origin: 'http://localhost:4000' })).status).toBe(403)
    expect((await send(ana, newPng(), 'a.png', { origin: 'http://localhost:3000' })).status).toBe(201)
  })
})

describe('a file that is brought again', () => {
  const ask = (person: TestPerson, query: string) => callRoute(known.GET, `/api/uploads/known?${query}`, { headers: cookieOf(person) })

  it('is known before it is sent, to the same person only, and then the latest', async () => {
    const bytes = newPng()
    const { id } = viewOf(await send(ana, bytes))
    test.advance(1000)
    const query = `sha256=${sha256(bytes).toUpperCase()}&bytes=${bytes.length}`
    const answer = await ask(ana, query)
    expect([answer.status, viewOf(answer).id]).toEqual([200, id])
    const row = await test.context.database.client.upload.findUniqueOrThrow({ where: { id } })
    expect(row.usedAt).toEqual(test.context.clock())
    expect((await ask(ben, query)).status).toBe(204)
    expect((await ask(ana, `sha256=${sha256(bytes)}&bytes=${bytes.length + 1}`)).status).toBe(204)
    expect((await ask(ana, `sha256=x&bytes=1`)).status).toBe(422)
    expect((await callRoute(known.GET, `/api/uploads/known?${query}`)).status).toBe(401)
  })

  it('is kept once for each person, also when it arrives twice at once', async () => {
    const bytes = newPng()
    const answers = await Promise.all([send(ana, bytes, 'one.png'), send(ana, bytes, 'two.png')])
    const third = await send(ana, bytes, 'three.png')
    const ids = new Set([...answers, third].map((answer) => viewOf(answer).id))
    expect(ids.size).toBe(1)
    expect([...answers.map((answer) => answer.status).toSorted(), third.status]).toEqual([200, 201, 200])
    const [id = ''] = ids
    expect((await readFile(ana, id)).status).toBe(200)
    const theirs = await send(ben, bytes)
    expect(theirs.status).toBe(201)
    expect(viewOf(theirs).id).not.toBe(id)
    // The other copy that arrived at the same moment lies nowhere.
    const folders = await readdir(path.join(test.context.env.DATA_DIR, 'files', 'uploads'))
    expect(folders).toHaveLength(await test.context.database.client.upload.count())
  })

  it('takes the place of a file that was lost', async () => {
    const bytes = newPng()
    const { id } = viewOf(await send(ana, bytes))
    const { storageKey } = await test.context.database.client.upload.findUniqueOrThrow({ where: { id } })
    await test.context.storage.remove(storageKey)
    expect((await ask(ana, `sha256=${sha256(bytes)}&bytes=${bytes.length}`)).status).toBe(204)
    const again = await send(ana, bytes)
    expect([again.status, viewOf(again).id]).toEqual([200, id])
    expect((await readFile(ana, id)).status).toBe(200)
  })
})
