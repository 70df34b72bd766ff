import { createReadStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Mp4OutputFormat } from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findUpload } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { editInWords } from '#lib/generation/upload-edit.ts'
import { makeFilm } from '#lib/media/testing/make-film.ts'
import { box, numbers, userData, where, withInIndex } from '#lib/media/testing/movie-boxes.ts'
import { editUpload } from './edit-upload.ts'
import { findKnownUpload } from './find-known-upload.ts'
import { readReference } from './read-reference.ts'
import { describeUploads, resolveReferences } from './references.ts'
import { resolveSandboxConnection } from './resolve-connection.ts'
import { storeUpload } from './store-upload.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test_: TestContext
let viewer: UserViewer
let directory = ''
const at = (name: string) => path.join(directory, name)

beforeAll(async () => {
  test_ = await createTestContext({ PUBLIC_URL: 'https://dailies.example' })
  viewer = await test_.createViewer()
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-edit-'))
  await makeFilm(at('long.mp4'), {
    format: new Mp4OutputFormat(),
    seconds: 17,
    video: { codec: 'avc', framesPerSecond: 10, width: 64, height: 36 },
    audio: { codec: 'aac', sampleRate: 48_000, channels: 1 },
  })
  await sharp({ create: { width: 60, height: 40, channels: 3, background: '#d02010' } })
    .jpeg()
    .withExif({ IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' } })
    .withMetadata({ orientation: 6 })
    .toFile(at('holiday.jpg'))
})
afterAll(async () => {
  await test_[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

async function bring(file: string, who = viewer): Promise<UploadView> {
  const stored = await storeUpload(test_.context, who, { name: path.basename(file), source: createReadStream(file) })
  if (!stored.ok) throw new Error(stored.message)
  return stored.upload
}

const phone = path.join(process.cwd(), 'lib', 'media', '__fixtures__', 'phone.heic')

describe('a picture that tells too much', () => {
  test('is kept, and a copy that does not is what a take uses', async () => {
    const upload = await bring(at('holiday.jpg'))
    expect(upload).toMatchObject({ container: 'jpeg', width: 40, height: 60, name: 'holiday.jpg' })
    expect(editInWords(upload)).toEqual(['turned upright', 'location removed'])
    const original = await findUpload(viewer, test_.context.database.client, upload.originalId ?? '')
    expect(original).toMatchObject({ name: 'holiday.jpg', originalId: null })
    const stream = await test_.context.storage.read(original?.storageKey ?? '')
    expect((await sharp(await buffer(stream ?? Readable.from([]))).metadata()).exif).toBeDefined()
  })

  test('brought again, is known by its own bytes and answered with the same copy', async () => {
    const first = await bring(at('holiday.jpg'))
    const again = await bring(at('holiday.jpg'))
    expect(again.id).toBe(first.id)
    const original = await findUpload(viewer, test_.context.database.client, first.originalId ?? '')
    const facts = { sha256: original?.sha256 ?? '', bytes: Number(original?.bytes) }
    expect((await findKnownUpload(test_.context, viewer, facts))?.id).toBe(first.id)
  })

  test('is not kept where its copy cannot be, and tried anew when it comes again', async () => {
    const { context } = test_
    const someone = await test_.createViewer()
    const { storage } = context
    const rows = () => context.database.client.upload.count({ where: { userId: someone.userId } })
    const files = async () => (await readdir(path.join(context.env.DATA_DIR, 'files', 'uploads'))).length
    const before = await files()
    let pictures = 0
    context.storage = {
      ...storage,
      async putFile(key, file, options) {
        if (key.endsWith('.jpg') && ++pictures === 2) throw new Error('the storage went away')
        await storage.putFile(key, file, options)
      },
    }
    await expect(bring(at('holiday.jpg'), someone))
      .rejects.toThrow('went away')
      .finally(() => (context.storage = storage))
    expect([await rows(), await files()]).toEqual([0, before])
    expect(editInWords(await bring(at('holiday.jpg'), someone))).toContain('location removed')
    expect(await rows()).toBe(2)
  })

  test('and differs from another in what it tells only, is answered with the same copy each time', async () => {
    const first = await bring(at('holiday.jpg'))
    const jpeg = await readFile(at('holiday.jpg'))
    await writeFile(at('signed.jpg'), Buffer.concat([jpeg.subarray(0, 2), Buffer.from('\xff\xfe\0\x05Ana', 'latin1'), jpeg.subarray(2)]))
    for (const _time of ['first', 'second']) expect((await bring(at('signed.jpg'))).id).toBe(first.id)
  })

  test('named by its own id, still reaches a vendor only as the copy', async () => {
    const { originalId } = await bring(at('holiday.jpg'))
    const { context } = test_
    const asked = { vendor: 'loova', mode: 'image_to_video', prompt: 'x', images: [{ upload: originalId ?? '' }] } as const
    const { request, issues } = await describeUploads(viewer, context.database.client, { ...asked, images: [...asked.images] })
    expect(issues).toEqual([])
    const resolved = await resolveReferences(context, viewer, resolveSandboxConnection(context, 'loova'), request)
    const reference = resolved?.images?.[0]
    const source = await readReference(context, test_.engine, reference && 'url' in reference ? reference.url : '')
    const found = await sharp(source ? await buffer(source) : undefined).metadata()
    expect([found.exif, found.width, found.height]).toEqual([undefined, 40, 60])
  })

  test('of a phone becomes a JPEG and says so', async () => {
    const upload = await bring(phone)
    expect(upload).toMatchObject({ name: 'phone.jpg', container: 'jpeg', contentType: 'image/jpeg', width: 120, height: 180 })
    expect(upload.thumbnailUrl).not.toBeNull()
    expect(editInWords(upload)).toEqual(['converted from HEIC', 'location removed'])
    const original = await findUpload(viewer, test_.context.database.client, upload.originalId ?? '')
    expect(original).toMatchObject({ container: 'heic', contentType: 'image/heic', width: 120, height: 180 })
  })
})

test('a film that names its place is kept, and reaches a vendor without it', async () => {
  const { context } = test_
  const plain = at('plain.mp4')
  const video = { codec: 'avc', framesPerSecond: 10, width: 64, height: 36 } as const
  await makeFilm(plain, { format: new Mp4OutputFormat({ fastStart: false }), seconds: 1, video })
  const film = await readFile(plain)
  await writeFile(at('beach.mp4'), withInIndex(film, userData))
  const upload = await bring(at('beach.mp4'))
  expect(upload).toMatchObject({ name: 'beach.mp4', kind: 'video', container: 'mp4', duration: 1 })
  expect(editInWords(upload)).toEqual(['location removed'])

  const asked = { vendor: 'loova', mode: 'reference', prompt: 'x', videos: [{ upload: upload.originalId ?? '' }] } as const
  const described = await describeUploads(viewer, context.database.client, { ...asked, videos: [...asked.videos] })
  const resolved = await resolveReferences(context, viewer, resolveSandboxConnection(context, 'loova'), described.request)
  const reference = resolved?.videos?.[0]
  const source = await readReference(context, test_.engine, reference && 'url' in reference ? reference.url : '')
  const sent = await buffer(source ?? Readable.from([]))
  expect(sent.length).toBe(film.length + userData.length)
  expect(sent.includes(where)).toBe(false)

  const kept = await findUpload(viewer, context.database.client, upload.originalId ?? '')
  const original = await context.storage.read(kept?.storageKey ?? '')
  expect((await buffer(original ?? Readable.from([]))).includes(where)).toBe(true)
  expect((await bring(plain)).originalId).toBeNull()

  // A track of places whose samples nobody finds: all of the film is made anew without it.
  const table = box('stbl', box('stsd', numbers(0, 1), box('gpmd', Buffer.alloc(8))), box('stz2', numbers(0, 8, 0)))
  const handler = box('hdlr', numbers(0, 0), 'meta', Buffer.alloc(13))
  const track = box('trak', box('tkhd', Buffer.alloc(84)), box('mdia', handler, box('minf', table)))
  await writeFile(at('odd.mp4'), withInIndex(film, track))
  const anew = await bring(at('odd.mp4'))
  expect(anew).toMatchObject({ kind: 'video', width: 64, height: 36, duration: 1, edit: { isTidy: true } })
  expect(anew.originalId).not.toBeNull()
})

describe('an edit', () => {
  test('cuts a clip to what a vendor takes and keeps the original', async () => {
    const original = await bring(at('long.mp4'))
    const edited = await editUpload(test_.context, viewer, original.id, { start: 1, end: 16 })
    if (!edited.ok) throw new Error(edited.message)
    expect(edited).toMatchObject({ isNew: true, upload: { originalId: original.id, name: 'long.mp4', kind: 'video', duration: 15 } })
    expect(edited.upload.id).not.toBe(original.id)
    expect(editInWords(edited.upload)).toEqual(['cut to 1 s–16 s of 17 s'])
    expect(await findUpload(viewer, test_.context.database.client, original.id)).toMatchObject({ duration: original.duration })
  })

  test('asked for again is found, not made again', async () => {
    const original = await bring(at('long.mp4'))
    const first = await editUpload(test_.context, viewer, original.id, { start: 2, end: 4, to: 'mp3' })
    const second = await editUpload(test_.context, viewer, original.id, { start: 2, end: 4, to: 'mp3' })
    if (!first.ok || !second.ok) throw new Error('it was refused')
    expect(first.upload).toMatchObject({ kind: 'audio', container: 'mp3', name: 'long.mp3' })
    expect(second).toMatchObject({ isNew: false, upload: { id: first.upload.id } })
  })

  test('that the browser has made is told to be one', async () => {
    const original = await bring(at('long.mp4'))
    const made = await editUpload(test_.context, viewer, original.id, { start: 3, end: 4 })
    if (!made.ok) throw new Error(made.message)
    const other = await bring(phone)
    const adopted = await editUpload(test_.context, viewer, original.id, { start: 5, end: 6, made: made.upload.id })
    // It has an original already, and keeps it.
    expect(adopted).toMatchObject({ ok: true, upload: { id: made.upload.id, originalId: original.id, edit: { start: 3, end: 4 } } })
    expect(await editUpload(test_.context, viewer, original.id, { made: original.id })).toMatchObject({ ok: false, code: 'not_found' })
    const stranger = await test_.createViewer()
    expect(await editUpload(test_.context, stranger, other.id, { made: made.upload.id })).toMatchObject({ ok: false, code: 'not_found' })
  })

  test.each([
    [{ start: 4, end: 4 }, 'The end must come after the beginning.'],
    [{ end: 30 }, '“long.mp4” ends at 17 s.'],
    [{ to: 'jpeg' }, 'A video can become an MP4, or its sound an MP3 or a WAV.'],
  ] as const)('of %j is refused in words', async (asked, message) => {
    const original = await bring(at('long.mp4'))
    expect(await editUpload(test_.context, viewer, original.id, asked)).toEqual({ ok: false, code: 'not_possible', message })
  })

  test('of somebody else’s file is not found', async () => {
    const original = await bring(at('long.mp4'))
    const stranger = await test_.createViewer()
    expect(await editUpload(test_.context, stranger, original.id, { start: 0, end: 1 })).toMatchObject({ ok: false, code: 'not_found' })
  })
})
