import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileHold, holdFiles } from '#lib/data/file-hold.ts'
import { migrate } from '#lib/data/migrate.ts'
import { fileColumns } from '#lib/data/snapshot.ts'
import { listTombstones } from '#lib/data/tombstones.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { Env } from '#lib/env.ts'
import { deleteTask } from '../delete-task.ts'
import { submitGeneration } from '../submit-generation.ts'
import { settleAbandonedCreates } from '../sweep-tasks.ts'
import { createTestContext, type TestContext } from '../testing/test-context.ts'
import { BackupRefusal } from './archive-format.ts'
import { serveBackups } from './backup-channel.ts'
import { readMembers } from './read-archive.ts'
import { runBackup } from './run-backup.ts'
import { runRestore } from './run-restore.ts'
import { brokenArchives } from './testing/broken-archives.ts'
import { addTake, filesIn, listFolder, makeTemporaryDirectory, openEmptyTarget, readRows, sumOf } from './testing/installation.ts'
import { openSlowStorage } from './testing/slow-storage.ts'

const now = new Date('2026-11-21T12:00:00Z')
const temporary = makeTemporaryDirectory()
let t: TestContext
let channel: { close(): Promise<void> } | null = null
let owner: UserViewer
let takeId: string
let archive: string

/** The running installation of `t`: on the embedded database by way of the server's channel, as the command does. */
async function backUp(file = path.join(temporary.copy(), 'backup.tar')): Promise<string> {
  const env: Env = { ...t.context.env, DATABASE_URL: t.test.url }
  await runBackup({ env, databaseDirectory: t.test.directory, file, appVersion: '0.0.0', now })
  return file
}

function openChannel() {
  const temporaryDirectory = path.join(t.context.env.DATA_DIR, 'tmp')
  return serveBackups({ databaseDirectory: t.test.directory, temporaryDirectory, database: t.test.database, log: t.context.log })
}

const emptyTarget = (settings: Partial<Env> = {}) => openEmptyTarget({ ...t.context.env, DATA_DIR: temporary.copy(), ...settings }, now)

beforeAll(async () => {
  t = await createTestContext()
  owner = await t.createViewer('owner')
  writeFileSync(path.join(t.context.env.DATA_DIR, 'secret-key'), 'a generated secret key\n')
  if (t.test.database.kind === 'embedded') {
    channel = await openChannel()
  }
  takeId = await addTake(t, owner)
  await addTake(t, owner, { state: 'running' })
  expect(await deleteTask(t.context, owner, await addTake(t, owner, { state: 'failed' }))).toEqual({ ok: true })
  await t.context.database.client.vendorConnection.create({ data: { vendor: 'loova', sealedKey: t.context.secrets.seal('key') } })
  archive = await backUp()
})
afterAll(async () => {
  await channel?.close()
  await t[Symbol.asyncDispose]()
  temporary[Symbol.dispose]()
})

describe('a backup and its restore', () => {
  it('bring back every row and every file, and the key that the vendor keys are sealed under', async () => {
    await using target = await emptyTarget()
    await target.restore(archive)
    const database = await target.test.reopen()
    const [restored, original] = [await readRows(database.pool), await readRows(t.context.database.pool)]
    expect(restored).toEqual(original)
    expect(restored.Video?.join()).toContain('9007199254740993')
    expect(restored.DeletedTask).toEqual([expect.stringContaining('"creditsCharged":0.1')])
    for (const key of [`videos/${takeId}/film.mp4`, `videos/${takeId}/film.webp`])
      expect(await sumOf(target.storage, key)).toBe(await sumOf(t.context.storage, key))
    expect(readFileSync(path.join(target.env.DATA_DIR, 'secret-key'), 'utf8')).toBe('a generated secret key\n')
  })

  it('leave an archive that only its owner can read, and nothing beside it', () => {
    expect(statSync(archive).mode & 0o777).toBe(0o600)
    expect(readdirSync(path.dirname(archive))).toEqual(['backup.tar'])
  })

  it('leave out sessions, and jobs of the queue', async () => {
    const names: string[] = []
    for await (const member of readMembers(archive)) names.push(member.name)
    expect(names.filter((name) => name.startsWith('tables/'))).toContain('tables/Task.ndjson')
    expect(names.join()).not.toMatch(/Session|Verification|pgboss|job/)
  })

  it('hold takes back that waited to be sent, which may have been sent since', async () => {
    const id = await addTake(t, owner, { state: 'queued' })
    const file = await backUp()
    await t.context.database.client.task.delete({ where: { id } })
    await using target = await emptyTarget()
    await target.restore(file)
    const database = await target.test.reopen()
    const task = await database.client.task.findUnique({ where: { id }, include: { events: true } })
    expect(task).toMatchObject({ state: 'unconfirmed', failureCode: 'no_answer', dueAt: null })
    expect(task?.events.map((event) => event.type).sort()).toEqual(['created', 'unconfirmed'])
  })

  it('let the sweep find a create that was under way, as after a crash, and polls on what runs', async () => {
    const id = await addTake(t, owner, { state: 'submitting' })
    const running = await addTake(t, owner, { state: 'running' })
    const file = await backUp()
    await t.context.database.client.task.deleteMany({ where: { id: { in: [id, running] } } })
    await using target = await emptyTarget()
    await target.restore(file)
    const database = await target.test.reopen()
    await settleAbandonedCreates({ ...t.context, database }, t.engine, null)
    expect(await database.client.task.findUnique({ where: { id } })).toMatchObject({ state: 'unconfirmed', failureCode: 'no_answer' })
    const polled = await database.client.task.findUnique({ where: { id: running } })
    expect(polled).toMatchObject({ state: 'running', vendorTaskId: `vendor-${running}`, dueAt: expect.any(Date) })
  })

  it('know every column that names a file', async () => {
    const { rows } = await t.context.database.pool.query<{ name: string }>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name ILIKE '%key'`,
    )
    const notFiles = ['StorageTombstone.storageKey', 'Task.idempotencyKey', 'VendorConnection.sealedKey']
    expect(rows.map((row) => row.name).sort()).toEqual(
      [...fileColumns.map(({ table, column }) => `${table}.${column}`), ...notFiles].sort(),
    )
  })

  it('refuse a file that exists', async () => {
    await expect(backUp(archive)).rejects.toThrow('exists already')
  })
})

describe('a backup while takes are submitted and deleted', () => {
  it('is of one moment: nothing in it refers to what is not in it', async () => {
    let isDone = false
    const writing = (async () => {
      let made = 0
      for (; !isDone; made++) {
        const request = { vendor: 'loova', mode: 'text_to_video', prompt: `Take ${made}`, duration: 4 }
        const result = await submitGeneration(t.context, owner, { request })
        expect(result.ok).toBe(true)
        await delay(1)
      }
      return made
    })()
    const files: string[] = []
    for (let round = 0; round < 3; round++) files.push(await backUp())
    isDone = true
    expect(await writing).toBeGreaterThan(0)
    for (const file of files) {
      // The database's foreign keys are the judge.
      await using target = await emptyTarget()
      await target.restore(file)
      const database = await target.test.reopen()
      const bare = await database.client.task.count({ where: { events: { none: {} } } })
      expect(bare).toBe(0)
    }
  })

  it('keeps the files of a take that is deleted meanwhile until the copy is done', async () => {
    await t.context.database.client.storageTombstone.create({ data: { storageKey: 'videos/deleted/film.mp4' } })
    const list = () => listTombstones(t.engine, t.context.database.client, 10)
    expect(await list()).toEqual(['videos/deleted/film.mp4'])
    const hold = await holdFiles(t.context.database)
    expect(await list()).toEqual([])
    await hold.release()
    expect(await list()).toEqual(['videos/deleted/film.mp4'])
    await t.context.database.client.storageTombstone.deleteMany()
  })

  it('names the files that are not in storage, and restores the rest', async () => {
    const id = await addTake(t, owner)
    await t.context.storage.remove(`videos/${id}/film.webp`)
    const file = path.join(temporary.copy(), 'backup.tar')
    const env: Env = { ...t.context.env, DATABASE_URL: t.test.url }
    const manifest = await runBackup({ env, databaseDirectory: t.test.directory, file, appVersion: '0.0.0', now })
    expect(manifest.media.missing).toEqual([`videos/${id}/film.webp`])
    await using target = await emptyTarget()
    await target.restore(file)
    expect(await target.storage.stat(`videos/${id}/film.mp4`)).not.toBeNull()
  })
})

describe('an interrupted', () => {
  it('backup, whose hold on the files was lost while it copied them, leaves nothing and says so', async () => {
    await using storage = await openSlowStorage()
    const folder = temporary.copy()
    const env: Env = { ...t.context.env, ...storage.settings, DATABASE_URL: t.test.url }
    const file = path.join(folder, 'backup.tar')
    const made = runBackup({ env, databaseDirectory: t.test.directory, file, appVersion: '0.0.0', now })
    const failed = expect(made).rejects.toThrow('Make it again.')
    await storage.asked
    if (channel) {
      await channel.close()
      channel = await openChannel()
    } else {
      const { pool } = t.context.database
      await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1`, [fileHold.classId])
    }
    storage.release()
    await failed
    expect(readdirSync(folder)).toEqual([])
    if (channel) expect(readdirSync(path.join(t.context.env.DATA_DIR, 'tmp'))).toEqual([])
  })

  it('restore leaves database and storage empty, and can be made again', async () => {
    await using target = await emptyTarget()
    const stopped = new AbortController()
    let members = 0
    const signal = Object.assign(Object.create(stopped.signal), {
      throwIfAborted() {
        // Stopped by hand between two tables: the files lie in their place already.
        if (++members === 8) throw new Error('Stopped; nothing was restored.')
      },
    })
    const made = runRestore({ env: target.env, databaseDirectory: target.test.directory, file: archive, now, signal })
    await expect(made).rejects.toThrow('nothing was restored')
    expect(await filesIn(target.env.DATA_DIR)).toEqual([])
    const database = await target.test.reopen()
    expect(await database.client.user.count()).toBe(0)
    await database.close()
    await target.restore(archive)
    expect(await target.storage.stat(`videos/${takeId}/film.mp4`)).not.toBeNull()
  })
})

describe('a restore refuses, before it touches anything,', () => {
  const sound = () => ({ file: archive, takeId, folder: () => temporary.copy() })

  it.each(brokenArchives(sound))('%s', async (_name, make, message) => {
    const file = await make()
    const dataDir = temporary.copy()
    // Opening this would fail: the target must not be opened at all.
    const env: Env = { ...t.context.env, DATA_DIR: dataDir, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    const error: unknown = await runRestore({ env, databaseDirectory: path.join(dataDir, 'database'), file, now }).catch((reason) => reason)
    expect(error).toBeInstanceOf(BackupRefusal)
    expect(String(error)).toMatch(message)
    expect(readdirSync(dataDir)).toEqual([])
  })

  it('another SECRET_KEY than the one that sealed the vendor keys', async () => {
    await using target = await emptyTarget({ SECRET_KEY: 'quite another secret key' })
    await expect(target.restore(archive)).rejects.toThrow('another SECRET_KEY')
  })
})

describe('a restore into what is not empty', () => {
  it('refuses a database that has rows, and leaves them and the storage as they are', async () => {
    await using target = await emptyTarget()
    await target.restore(archive)
    const database = await target.test.reopen()
    const before = await readRows(database.pool)
    await database.close()
    const files = await listFolder(target.env.DATA_DIR)
    await expect(target.restore(archive)).rejects.toThrow('The database is not empty')
    expect(await readRows((await target.test.reopen()).pool)).toEqual(before)
    expect(await listFolder(target.env.DATA_DIR)).toEqual(files)
  })

  it('refuses a storage that has another file of the same name, and leaves the database empty', async () => {
    await using target = await emptyTarget()
    await target.storage.write(`videos/${takeId}/film.webp`, Readable.from([Buffer.from('mine')]), { contentType: 'image/webp' })
    await expect(target.restore(archive)).rejects.toThrow('The storage is not empty')
    expect(await listFolder(path.join(target.env.DATA_DIR, 'files', 'videos'))).toEqual([takeId, `${takeId}/film.webp`])
    expect((await target.storage.stat(`videos/${takeId}/film.webp`))?.bytes).toBe(4)
    const database = await target.test.reopen()
    expect(await database.client.user.count()).toBe(0)
    await database.close()
    // What failed once succeeds when its cause is gone.
    await target.storage.remove(`videos/${takeId}/film.webp`)
    await target.restore(archive)
  })

  it('takes over files that are there already, as beside the same storage', async () => {
    await using target = await emptyTarget({ DATA_DIR: t.context.env.DATA_DIR })
    await target.restore(archive)
    expect(await t.context.storage.stat(`videos/${takeId}/film.mp4`)).not.toBeNull()
  })

  it('takes an installation that was started and never set up', async () => {
    await using target = await emptyTarget()
    const database = await target.test.reopen()
    await migrate(database.pool)
    await database.client.setupToken.create({ data: { id: 'x', tokenHash: 'x', role: 'owner' } })
    await database.close()
    await target.restore(archive)
    expect(await (await target.test.reopen()).client.setupToken.count()).toBe(0)
  })
})
