import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { type UploadSessionView, uploadSessionViewSchema } from '#lib/generation/upload-session-view.ts'
import type { Media } from '#lib/media/media.ts'
import { noiseWav } from '#lib/media/testing/wav.ts'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { signInAs, type TestPerson } from '#lib/session/testing/sign-in-as.ts'
import type { Storage } from '#lib/storage/storage.ts'
import { type Answer, callRoute } from '../../testing/call-route.ts'
import { cookieOf, openApp } from '../../testing/open-app.ts'
import * as file from '../[id]/[file]/route.ts'
import * as finishRoute from './[id]/finish/route.ts'
import * as session from './[id]/route.ts'
import * as sessions from './route.ts'

const { test, ana, ben } = await openApp({ UPLOAD_QUOTA_GB: '0.1' })

afterEach(async () => {
  setCurrentContext(test.context)
  expect(await readdir(path.join(test.context.env.DATA_DIR, 'tmp')).catch(() => [])).toEqual([])
})

const at = (id: string) => `/api/uploads/sessions/${id}`

const start = (person: TestPerson, bytes: number, name = 'sea.wav') =>
  callRoute(sessions.POST, '/api/uploads/sessions', { headers: cookieOf(person), json: { name, bytes } })

async function begin(person: TestPerson, bytes: number): Promise<UploadSessionView> {
  setCurrentContext(test.context)
  const answer = await start(person, bytes)
  expect(answer.status, answer.text).toBe(201)
  return uploadSessionViewSchema.parse(answer.json)
}

const send = (person: TestPerson, id: string, offset: number, body: BodyInit): Promise<Answer> =>
  callRoute(session.PATCH, `${at(id)}?offset=${offset}`, {
    method: 'PATCH',
    headers: { ...cookieOf(person), 'content-type': 'application/octet-stream' },
    params: { id },
    body,
  })

const finish = (person: TestPerson, id: string) =>
  callRoute(finishRoute.POST, `${at(id)}/finish`, { method: 'POST', headers: cookieOf(person), params: { id } })
const look = (person: TestPerson, id: string) => callRoute(session.GET, at(id), { headers: cookieOf(person), params: { id } })
const cancel = (person: TestPerson, id: string) =>
  callRoute(session.DELETE, at(id), { method: 'DELETE', headers: cookieOf(person), params: { id } })

async function sendAll(person: TestPerson, bytes: Buffer<ArrayBuffer>): Promise<string> {
  const { id, partBytes } = await begin(person, bytes.length)
  for (let offset = 0; offset < bytes.length; offset += partBytes)
    expect((await send(person, id, offset, bytes.subarray(offset, offset + partBytes))).status).toBe(200)
  return id
}

async function listParts(): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of test.context.storage.list('uploads/parts')) keys.push(key)
  return keys
}

/** Sends so much and is then cut off. */
function breakingOff(bytes: Buffer): ReadableStream<Uint8Array> {
  let isSent = false
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new Error('connection reset'))
      else controller.enqueue(bytes)
      isSent = true
    },
  })
}

/** Another process on the same database and storage, with a disk of its own. */
function otherProcess() {
  const { context } = test
  return { ...context, workerId: 'other', env: { ...context.env, DATA_DIR: path.join(context.env.DATA_DIR, 'other') } }
}

describe('an upload in parts', () => {
  it('may go to another process for every part, and comes out as it went in', async () => {
    const bytes = noiseWav(17_000_000)
    const { id, partBytes, receivedBytes } = await begin(ana, bytes.length)
    expect([partBytes, receivedBytes]).toEqual([8 * 1024 ** 2, 0])
    for (let offset = 0, turn = 0; offset < bytes.length; offset += partBytes, turn++) {
      setCurrentContext(turn % 2 === 0 ? test.context : otherProcess())
      const answer = await send(ana, id, offset, bytes.subarray(offset, offset + partBytes))
      expect([answer.status, answer.json]).toEqual([200, { id, partBytes, receivedBytes: Math.min(bytes.length, offset + partBytes) }])
    }
    const finished = await finish(ana, id)
    expect(finished.status).toBe(201)
    const upload = uploadViewSchema.parse(finished.json)
    expect(upload).toMatchObject({ kind: 'audio', name: 'sea.wav', bytes: bytes.length, container: 'wav', thumbnailUrl: null })
    const params = { id: upload.id, file: 'file' }
    const response = await file.GET(new Request(`http://localhost:3000${upload.url}`, { headers: cookieOf(ana) }), {
      params: Promise.resolve(params),
    })
    expect(bytes.equals(Buffer.from(await response.arrayBuffer()))).toBe(true)
    expect(await listParts()).toEqual([])

    // Its answer may have been lost.
    const again = await finish(ana, id)
    expect([again.status, uploadViewSchema.parse(again.json).id]).toEqual([200, upload.id])
    expect((await send(ana, id, bytes.length, bytes.subarray(0, 1))).status).toBe(409)
  })

  it('goes on where a broken connection left it', async () => {
    const bytes = noiseWav(300_000)
    const { id } = await begin(ana, bytes.length)
    const broken = await send(ana, id, 0, breakingOff(bytes.subarray(0, 200_000)))
    expect([broken.status, (broken.json as UploadSessionView).receivedBytes]).toEqual([200, 200_000])
    // Next to nothing came: not worth a part.
    expect((await send(ana, id, 200_000, breakingOff(bytes.subarray(200_000, 201_000)))).status).toBe(400)
    expect((await look(ana, id)).json).toMatchObject({ receivedBytes: 200_000 })
    expect((await send(ana, id, 200_000, bytes.subarray(200_000))).status).toBe(200)
    const finished = await finish(ana, id)
    expect([finished.status, (finished.json as { bytes: number }).bytes]).toEqual([201, bytes.length])
  })

  it('takes each stretch once, however often it is sent, and says where to go on', async () => {
    const bytes = noiseWav(300_000)
    const { id } = await begin(ana, bytes.length)
    expect(await finish(ana, id)).toMatchObject({ status: 409, json: { error: { code: 'conflict' }, id, receivedBytes: 0 } })
    const both = await Promise.all([send(ana, id, 0, bytes.subarray(0, 100_000)), send(ana, id, 0, bytes.subarray(0, 150_000))])
    expect(both.map((answer) => answer.status).toSorted()).toEqual([200, 409])
    const { receivedBytes } = uploadSessionViewSchema.parse((await look(ana, id)).json)
    const wrong = await send(ana, id, 1, bytes.subarray(0, 10))
    expect([wrong.status, wrong.json]).toMatchObject([409, { id, receivedBytes, error: { code: 'conflict' } }])
    expect((await send(ana, id, receivedBytes, bytes)).status).toBe(422)
    expect((await send(ana, id, receivedBytes, bytes.subarray(receivedBytes))).status).toBe(200)
    const answers = await Promise.all([finish(ana, id), finish(ana, id)])
    expect(new Set(answers.map((answer) => uploadViewSchema.parse(answer.json).id)).size).toBe(1)
    const { id: uploadId } = uploadViewSchema.parse(answers[0]?.json)
    const row = await test.context.database.client.upload.findUniqueOrThrow({ where: { id: uploadId } })
    const stored = await test.context.storage.read(row.storageKey)
    expect(bytes.equals(Buffer.concat((await stored?.toArray()) ?? []))).toBe(true)
  })

  it('begins under any name, also one that the database could not hold', async () => {
    expect((await start(ana, 1, 'a\u0000\ud800.wav')).status).toBe(201)
  })

  it('is one’s own', async () => {
    const bytes = noiseWav(100_000)
    const { id } = await begin(ana, bytes.length)
    const answers = [await look(ben, id), await send(ben, id, 0, bytes), await finish(ben, id), await cancel(ben, id)]
    expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404, 404])
    expect((await callRoute(sessions.POST, '/api/uploads/sessions', { json: { name: 'a', bytes: 1 } })).status).toBe(401)
    expect((await look(ana, 'made-up')).status).toBe(404)
    await cancel(ana, id)
  })

  it('can be cancelled, and leaves nothing', async () => {
    const bytes = noiseWav(100_000)
    const { id } = await begin(ana, bytes.length)
    await send(ana, id, 0, bytes.subarray(0, 50_000))
    expect(await listParts()).toHaveLength(1)
    expect((await cancel(ana, id)).status).toBe(204)
    expect(await listParts()).toEqual([])
    expect((await look(ana, id)).status).toBe(404)
  })

  it('gives the upload that is here already when the same file comes again', async () => {
    const bytes = noiseWav(100_000)
    const first = await finish(ana, await sendAll(ana, bytes))
    const second = await finish(ana, await sendAll(ana, bytes))
    expect([first.status, second.status]).toEqual([201, 200])
    expect(uploadViewSchema.parse(second.json).id).toBe(uploadViewSchema.parse(first.json).id)
  })

  it('is put together once when its end is asked for twice at once', async () => {
    const id = await sendAll(ana, noiseWav(100_000))
    const { context } = test
    let probes = 0
    const media: Media = {
      ...context.media,
      probe: (file) => {
        probes++
        return context.media.probe(file)
      },
    }
    setCurrentContext({ ...context, media })
    const answers = await Promise.all([finish(ana, id), finish(ana, id)])
    const [one, two] = answers.map(({ json }) => uploadViewSchema.parse(json).id)
    expect(two).toBe(one)
    expect(probes).toBe(1)
  })

  it('is refused at its end when it is no media, and leaves nothing', async () => {
    const id = await sendAll(ana, Buffer.from(randomBytes(100_000)))
    const before = await test.context.database.client.upload.count()
    expect((await finish(ana, id)).status).toBe(422)
    expect(await listParts()).toEqual([])
    expect(await test.context.database.client.upload.count()).toBe(before)
    expect((await finish(ana, id)).status).toBe(404)
  })
})

describe('the room for uploads', () => {
  it('is told before anything is sent', async () => {
    setCurrentContext(test.context)
    expect((await start(ben, 4_000_000_001)).json).toEqual({ error: { code: 'too_large', message: 'A file may have at most 4 GB.' } })
    await finish(ben, await sendAll(ben, noiseWav(1_000_000)))
    expect((await start(ben, 99_500_000)).json).toEqual({
      error: {
        code: 'quota_exceeded',
        message:
          'This file has 99.5 MB, and 99 MB of your 100 MB are left. Delete references you no longer need, or ask the owner for more.',
      },
    })
    expect((await start(ben, 0)).status).toBe(422)
    await test.context.database.client.user.update({ where: { id: ben.viewer.userId }, data: { quotaBytes: 200_000_000n } })
    const { id } = await begin(ben, 99_500_000)
    await cancel(ben, id)
  })

  it('is taken by what has come of an upload that is still on its way', async () => {
    const dora = await signInAs(test.context, 'member')
    await test.context.database.client.user.update({ where: { id: dora.viewer.userId }, data: { quotaBytes: 150_000n } })
    const { id } = await begin(dora, 100_000)
    await send(dora, id, 0, noiseWav(90_000))
    expect((await start(dora, 100_000)).json).toMatchObject({ error: { code: 'quota_exceeded' } })
    await cancel(dora, id)
    expect((await start(dora, 100_000)).status).toBe(201)
  })

  it('is judged again when files that each had room arrive together', async () => {
    const carol = await signInAs(test.context, 'member')
    await test.context.database.client.user.update({ where: { id: carol.viewer.userId }, data: { quotaBytes: 150_000n } })
    const [one, two] = [await sendAll(ana, noiseWav(1000)), noiseWav(100_000)]
    await cancel(ana, one)
    const [first, second] = [await begin(carol, two.length), await begin(carol, 90_000)]
    await send(carol, first.id, 0, two)
    await send(carol, second.id, 0, noiseWav(90_000))
    expect((await finish(carol, first.id)).status).toBe(201)
    const refused = await finish(carol, second.id)
    expect([refused.status, refused.json]).toMatchObject([413, { error: { code: 'quota_exceeded' } }])
    expect(await listParts()).toEqual([])
  })

  it('allows thirty at once, and drops those that nobody sends to', async () => {
    const many = await Promise.all(Array.from({ length: 30 }, () => begin(ben, 1000)))
    const refused = await start(ben, 1000)
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('30 uploads are on their way')])
    test.advance(3_700_000)
    const next = await begin(ben, 1000)
    expect((await look(ben, many[0]?.id ?? '')).status).toBe(404)
    await cancel(ben, next.id)
  })

  it('says so when the disk is full, and leaves nothing of the file', async () => {
    const bytes = noiseWav(100_000)
    const { context } = test
    // The disk is the one part that cannot be filled here.
    const full = (only: (key: string) => boolean): Storage => ({
      ...context.storage,
      async putFile(key, filePath, options) {
        if (only(key)) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' })
        await context.storage.putFile(key, filePath, options)
      },
    })
    const { id } = await begin(ana, bytes.length)
    setCurrentContext({ ...context, storage: full(() => true) })
    const words = { error: { code: 'insufficient_storage', message: expect.stringContaining('no room left') } }
    const refused = await send(ana, id, 0, bytes)
    expect([refused.status, refused.json]).toMatchObject([507, words])
    setCurrentContext({ ...context, storage: full((key) => !key.includes('/parts/')) })
    expect((await look(ana, id)).json).toMatchObject({ receivedBytes: 0 })
    await send(ana, id, 0, bytes)
    const atTheEnd = await finish(ana, id)
    expect([atTheEnd.status, atTheEnd.json]).toMatchObject([507, words])
    expect(await listParts()).toEqual([])
    const folders = await readdir(path.join(context.env.DATA_DIR, 'files', 'uploads'))
    expect(folders).toHaveLength(await context.database.client.upload.count())
  })
})
