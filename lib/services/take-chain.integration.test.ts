import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createId } from '#lib/data/id.ts'
import { findUpload } from '#lib/data/uploads.ts'
import { findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { clearTombstones } from './clear-tombstones.ts'
import { createUploadFromTake, type TakeFile } from './create-upload-from-take.ts'
import { deleteTask } from './delete-task.ts'
import { findTakeChain } from './find-take-chain.ts'
import { submitGeneration } from './submit-generation.ts'
import { addFinishedTake, renderFilm } from './testing/finished-take.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let viewer: UserViewer
let film: Buffer
let takeId: string

beforeAll(async () => {
  t = await createTestContext()
  viewer = await t.createViewer()
  film = await renderFilm(t.context)
  takeId = await addFinishedTake(t.context, viewer, film, 'A fox in the snow')
})
afterAll(() => t[Symbol.asyncDispose]())

async function order(request: unknown, by = viewer): Promise<string> {
  const result = await submitGeneration(t.context, by, { request })
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.issues)}`)
  return result.take.id
}

async function take(file: TakeFile, id = takeId): Promise<UploadView> {
  const result = await createUploadFromTake(t.context, viewer, id, file)
  if (!result.ok) throw new Error(result.message)
  return result.upload
}

const keyOf = async (upload: UploadView) => (await findUpload(viewer, t.context.database.client, upload.id))?.storageKey ?? ''
async function readStored(key: string): Promise<Buffer> {
  const stream = await t.context.storage.read(key)
  if (!stream) throw new Error(`${key} is gone`)
  return buffer(stream)
}

describe('a file from a take', () => {
  it('is its last frame at full size, once however often it is asked for', async () => {
    const video = await findVideo(viewer, t.context.database.client, takeId)
    const upload = await take({ what: 'last_frame' })
    expect(upload).toMatchObject({ kind: 'image', container: 'png', fromTaskId: takeId, name: 'Last frame of A fox in the snow.png' })
    expect(upload).toMatchObject({ width: video?.width, height: video?.height })
    // 24 frames a second: the last begins a 24th before the end.
    expect(upload.edit?.frame).toBeCloseTo(2 - 1 / 24, 3)
    expect((await take({ what: 'last_frame' })).id).toBe(upload.id)
    expect((await take({ what: 'frame', at: video?.duration ?? 0 })).id).toBe(upload.id)
    const other = await take({ what: 'frame', at: 1 })
    expect(other.id).not.toBe(upload.id)
    expect(other.edit?.frame).toBeCloseTo(1, 3)
  })

  it('is the film itself, byte for byte, in a place of its own', async () => {
    const video = await findVideo(viewer, t.context.database.client, takeId)
    const upload = await take({ what: 'video' })
    expect(upload).toMatchObject({
      kind: 'video',
      sha256: video?.sha256,
      bytes: Number(video?.bytes),
      fromTaskId: takeId,
      videoCodec: 'avc',
    })
    expect(upload.duration).toBeCloseTo(video?.duration ?? 0, 1)
    expect(await keyOf(upload)).not.toBe(video?.storageKey)
    expect((await readStored(await keyOf(upload))).equals(await readStored(video?.storageKey ?? ''))).toBe(true)
    expect((await take({ what: 'video' })).id).toBe(upload.id)
  })

  it('outlives the take, and the take outlives it', async () => {
    const id = await addFinishedTake(t.context, viewer, await renderFilm(t.context, 'Another film'), 'A short life')
    const [copy, frame] = [await take({ what: 'video' }, id), await take({ what: 'last_frame' }, id)]
    const key = (await findVideo(viewer, t.context.database.client, id))?.storageKey ?? ''
    expect(await deleteTask(t.context, viewer, id)).toEqual({ ok: true })
    await clearTombstones(t.context, t.engine)
    expect(await t.context.storage.stat(key)).toBeNull()
    for (const upload of [copy, frame]) {
      expect(await findUpload(viewer, t.context.database.client, upload.id)).toMatchObject({ fromTaskId: null, sha256: upload.sha256 })
      expect((await t.context.storage.stat(await keyOf(upload)))?.bytes).toBe(upload.bytes)
    }
  })

  it('leaves nothing behind when the film is gone or not what it was', async () => {
    const waiting = await order({ vendor: 'loova', mode: 'text_to_video', prompt: 'Not there yet' })
    expect(await createUploadFromTake(t.context, viewer, waiting, { what: 'video' })).toMatchObject({
      ok: false,
      code: 'conflict',
      message: 'This take has no video yet.',
    })
    const id = await addFinishedTake(t.context, viewer, film, 'A lost film')
    const key = (await findVideo(viewer, t.context.database.client, id))?.storageKey ?? ''
    await t.context.storage.remove(key)
    expect(await createUploadFromTake(t.context, viewer, id, { what: 'last_frame' })).toMatchObject({ ok: false, code: 'conflict' })
    await t.context.storage.write(key, Readable.from(['no film']), { contentType: 'video/mp4' })
    for (const what of ['video', 'last_frame'] as const)
      expect(await createUploadFromTake(t.context, viewer, id, { what })).toMatchObject({ ok: false, code: 'conflict' })
    expect(await t.context.database.client.upload.count({ where: { fromTaskId: id } })).toBe(0)
    expect(await readdir(path.join(t.context.env.DATA_DIR, 'tmp'))).toEqual([])
  })
})

describe('the chain', () => {
  it('is told at both ends, through an edited copy too, and to its owner only', async () => {
    const frame = await take({ what: 'last_frame' })
    const whole = await take({ what: 'video' })
    const continued = await order({ vendor: 'loova', mode: 'image_to_video', prompt: 'It runs', images: [{ upload: frame.id }] })
    const guided = await order({ vendor: 'loova', mode: 'reference', prompt: 'Like it', videos: [{ upload: whole.id }] })
    const { client } = t.context.database
    const cut = await client.upload.create({
      data: {
        ...(await client.upload.findUniqueOrThrow({ where: { id: whole.id } })),
        ...{
          id: createId(),
          sha256: 'cut',
          storageKey: 'uploads/cut',
          thumbnailKey: null,
        },
        ...{ fromTaskId: null, originalId: whole.id, edit: { start: 0.5, end: 1.5 } },
      },
    })
    const edited = await order({ vendor: 'loova', mode: 'reference', prompt: 'Like a part of it', videos: [{ upload: cut.id }] })

    const chain = await findTakeChain(t.context, viewer, takeId)
    expect(chain.before).toEqual([])
    expect(new Set(chain.after.map((link) => link.id))).toEqual(new Set([continued, guided, edited]))
    expect(chain.after.find((link) => link.id === continued)).toMatchObject({ mode: 'image_to_video', kind: 'image', prompt: 'It runs' })
    expect(chain.after.find((link) => link.id === continued)?.frameAt).toBeCloseTo(2 - 1 / 24, 3)
    for (const [id, kind] of [
      [continued, 'image'],
      [guided, 'video'],
      [edited, 'video'],
    ] as const) {
      const { before, after } = await findTakeChain(t.context, viewer, id)
      expect(after).toEqual([])
      expect(before).toMatchObject([{ id: takeId, kind, prompt: 'A fox in the snow', posterUrl: `/api/tasks/${takeId}/poster` }])
    }
    const stranger = await t.createViewer()
    for (const id of [takeId, continued]) expect(await findTakeChain(t.context, stranger, id)).toEqual({ before: [], after: [] })
  })
})
