import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createId } from '#lib/data/id.ts'
import { createUploadSession } from '#lib/data/upload-sessions.ts'
import { createS3Storage } from '#lib/storage/s3-storage.ts'
import type { Storage } from '#lib/storage/storage.ts'
import { sweepStorage } from './sweep-storage.ts'
import { submitTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

const root = mkdtempSync(path.join(tmpdir(), 'dailies-sweep-'))
const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: root, configureBuckets: [{ name: 'takes' }] })
const hourMs = 3_600_000

let test: TestContext
let endpoint: string
beforeAll(async () => {
  test = await createTestContext()
  endpoint = `http://127.0.0.1:${(await s3.run()).port}`
})
afterAll(async () => {
  await test[Symbol.asyncDispose]()
  await s3.close()
  rmSync(root, { recursive: true, force: true })
})

const storages: Record<string, () => Storage> = {
  disk: () => test.context.storage,
  s3: () => createS3Storage({ bucket: 'takes', endpoint, credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' } }),
}

describe.each(Object.keys(storages))('files without a row, on %s', (kind) => {
  it('are removed when they are a day old, and nothing else is', async () => {
    const storage = storages[kind]?.() ?? test.context.storage
    const context = { ...test.context, storage, clock: () => new Date() }
    const { client } = context.database
    const viewer = await test.createViewer()
    const write = (key: string) => storage.write(key, Readable.from([Buffer.from('x')]), { contentType: 'video/mp4' })
    const unfinished = await submitTake(context, viewer, 'A lighthouse')
    const done = await submitTake(context, viewer, 'A harbour')
    const upload = createId()
    const session = createId()
    const kept = [
      `uploads/${upload}/file.png`,
      `uploads/${upload}/thumbnail.webp`,
      `uploads/parts/${session}/0-1`,
      `videos/${done}/a.mp4`,
      `videos/${done}/a.webp`,
      `videos/${done}/a.preview.webp`,
      `videos/${done}/a.playable.mp4`,
      // Still being copied, or held for a backup.
      `videos/${unfinished}/a.mp4`,
      `uploads/${createId()}/buried.png`,
      // Not ours to judge.
      'health/probe',
    ]
    const orphans = [
      `uploads/${createId()}/file.png`,
      `uploads/${upload}/other.png`,
      `uploads/parts/${createId()}/0-1`,
      `videos/${done}/b.mp4`,
      `videos/${createId()}/a.mp4`,
    ]
    for (const key of [...kept, ...orphans]) await write(key)
    await client.upload.create({
      data: {
        id: upload,
        userId: viewer.userId,
        kind: 'image',
        name: 'a.png',
        contentType: 'image/png',
        bytes: 1n,
        sha256: upload,
        storageKey: kept[0] ?? '',
        thumbnailKey: kept[1] ?? '',
      },
    })
    await createUploadSession(viewer, client, { id: session, name: 'a', bytes: 10, createdAt: new Date(Date.now() + 2 * hourMs) })
    await client.task.update({ where: { id: done }, data: { state: 'succeeded' } })
    await client.video.create({
      data: {
        taskId: done,
        storageKey: kept[3] ?? '',
        posterKey: kept[4] ?? '',
        previewKey: kept[5] ?? '',
        playableKey: kept[6] ?? '',
        container: 'mp4',
        width: 1,
        height: 1,
        duration: 1,
        bytes: 1n,
        sha256: 'x',
      },
    })
    await client.storageTombstone.create({ data: { storageKey: kept[8] ?? '' } })

    const sweepIn = (ms: number) => sweepStorage({ ...context, clock: () => new Date(Date.now() + ms) }, test.engine)
    expect(await sweepIn(23 * hourMs)).toEqual({ removed: 0 })
    // What another installation keeps in the same place has no row here either.
    await write(`installations/${createId()}`)
    expect(await sweepIn(25 * hourMs)).toEqual({ removed: 0 })
    for await (const { key } of storage.list('installations')) await storage.remove(key)
    expect(await sweepIn(25 * hourMs)).toEqual({ removed: orphans.length })
    for (const key of kept) expect([key, await storage.stat(key)]).not.toEqual([key, null])
    for (const key of orphans) expect([key, await storage.stat(key)]).toEqual([key, null])

    // A day after its last part, an upload that nobody goes on with ends too.
    expect(await sweepIn(27 * hourMs)).toEqual({ removed: 0 })
    expect(await storage.stat(`uploads/parts/${session}/0-1`)).toBeNull()
    expect(await client.uploadSession.count({ where: { id: session } })).toBe(0)
  })

  it('are left alone when they were written anew since they were listed', async () => {
    const storage = storages[kind]?.() ?? test.context.storage
    const listedLongAgo: Storage = {
      ...storage,
      async *list(prefix) {
        for await (const found of storage.list(prefix)) yield { ...found, modifiedAt: new Date(0) }
      },
    }
    await storage.write(`videos/${createId()}/a.mp4`, Readable.from(['x']), { contentType: 'video/mp4' })
    const context = { ...test.context, storage: listedLongAgo, clock: () => new Date() }
    await test.createViewer()
    for await (const { key } of storage.list('installations')) await storage.remove(key)
    expect(await sweepStorage(context, test.engine)).toEqual({ removed: 0 })
  })
})
