import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type pg from 'pg'
import { createId } from '#lib/data/id.ts'
import { filesListName, rowsFileName, writeSnapshot } from '#lib/data/snapshot.ts'
import { createTestDatabase } from '#lib/data/testing/test-database.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { Env } from '#lib/env.ts'
import { createDiskStorage } from '#lib/storage/disk-storage.ts'
import type { Storage } from '#lib/storage/storage.ts'
import { measureStored } from '../../measure-content.ts'
import type { TestContext } from '../../testing/test-context.ts'
import { runRestore } from '../run-restore.ts'

export function makeTemporaryDirectory(): { path: string; copy(): string } & Disposable {
  const root = mkdtempSync(path.join(os.tmpdir(), 'dailies-backup-test-'))
  let copies = 0
  return {
    path: root,
    copy() {
      const directory = path.join(root, `copy-${++copies}`)
      mkdirSync(directory)
      return directory
    },
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  }
}

async function store(storage: Storage, key: string, content: Buffer): Promise<string> {
  await storage.write(key, Readable.from([content]), { contentType: 'application/octet-stream', bytes: content.length })
  return createHash('sha256').update(content).digest('hex')
}

/** A take that landed, with its film, poster, timeline and a reference. */
export async function addTake(
  t: TestContext,
  viewer: UserViewer,
  options: { state?: string; prompt?: string; filmBytes?: number } = {},
): Promise<string> {
  const { client } = t.context.database
  const id = createId()
  const state = options.state ?? 'succeeded'
  const uploadId = createId()
  const picture = randomBytes(300)
  await client.upload.create({
    data: {
      id: uploadId,
      userId: viewer.userId,
      kind: 'image',
      name: 'a “picture”.png',
      contentType: 'image/png',
      bytes: BigInt(picture.length),
      sha256: await store(t.context.storage, `uploads/${uploadId}/file.png`, picture),
      storageKey: `uploads/${uploadId}/file.png`,
    },
  })
  await client.task.create({
    data: {
      id,
      userId: viewer.userId,
      vendor: 'loova',
      model: 'seedance_2_0',
      mode: 'image_to_video',
      state,
      prompt: options.prompt ?? 'Line one\nline "two" \\ 🎬 \u2028 שלום',
      request: { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse', duration: 4, seed: 0, generateAudio: false },
      requestHash: 'f'.repeat(64),
      progress: 0,
      creditsCharged: 0.1,
      isSandbox: true,
      dueAt: state === 'running' || state === 'queued' ? new Date() : null,
      vendorTaskId: state === 'queued' || state === 'submitting' ? null : `vendor-${id}`,
      events: {
        create: {
          id: createId(),
          type: 'created',
          message: 'Made.',
          details: { code: 'x\ny', weight: 0.1 + 0.2, huge: 1e300, nested: { empty: null, list: [] } },
        },
      },
      references: { create: { id: createId(), kind: 'image', position: 0, uploadId } },
      shares: { create: { id: createId(), token: randomBytes(16).toString('hex') } },
    },
  })
  if (state !== 'succeeded') return id
  const film = randomBytes(options.filmBytes ?? 70_000)
  const sha256 = await store(t.context.storage, `videos/${id}/film.mp4`, film)
  await store(t.context.storage, `videos/${id}/film.webp`, randomBytes(200))
  await client.video.create({
    data: {
      taskId: id,
      storageKey: `videos/${id}/film.mp4`,
      posterKey: `videos/${id}/film.webp`,
      container: 'mp4',
      width: 1280,
      height: 720,
      duration: 5.041666666666667,
      // Beyond what a number of JavaScript holds.
      bytes: 9_007_199_254_740_993n,
      sha256,
    },
  })
  return id
}

/** Every row of a database as text, by table, in an order that does not depend on where it lies. */
export async function readRows(pool: pg.Pool): Promise<Record<string, string[]>> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'dailies-rows-'))
  try {
    const { tables } = await writeSnapshot(pool, directory)
    const linesOf = (file: string) => readFileSync(path.join(directory, file), 'utf8').split('\n').filter(Boolean).sort()
    return Object.fromEntries([
      ...tables.map(({ name }) => [name, linesOf(rowsFileName(name))] as const),
      [filesListName, linesOf(filesListName)],
    ])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

export async function sumOf(storage: Storage, key: string): Promise<string> {
  const found = await measureStored(storage, key)
  if (!found) throw new Error(`${key} is not there`)
  return found.sha256
}

/** Where an installation can be restored: a database without a table, and a folder. */
export async function openEmptyTarget(settings: Env, now: Date) {
  const test = await createTestDatabase({ isEmpty: true })
  await test.database.close()
  const env: Env = { ...settings, DATABASE_URL: test.url }
  return {
    test,
    env,
    storage: createDiskStorage(path.join(env.DATA_DIR, 'files')),
    restore: (file: string) => runRestore({ env, databaseDirectory: test.directory, file, now }),
    async [Symbol.asyncDispose]() {
      await test[Symbol.asyncDispose]()
    },
  }
}

/** Folders may stay. */
export async function filesIn(directory: string): Promise<string[]> {
  return (await listFolder(directory)).filter((name) => statSync(path.join(directory, name)).isFile())
}

export async function listFolder(directory: string): Promise<string[]> {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.includes('.tmp'))
    .sort()
}
