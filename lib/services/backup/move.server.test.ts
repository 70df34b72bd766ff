import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Pool } from 'pg'
import S3rver from 's3rver'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listMigrations, migrate, migrationsDirectory } from '#lib/data/migrate.ts'
import { openDatabase } from '#lib/data/open-database.ts'
import { createTestDatabase } from '#lib/data/testing/test-database.ts'
import type { Env } from '#lib/env.ts'
import { createStorage } from '#lib/storage/create-storage.ts'
import { createTestContext, type TestContext } from '../testing/test-context.ts'
import { runBackup } from './run-backup.ts'
import { runRestore } from './run-restore.ts'
import { addTake, makeTemporaryDirectory, readRows, sumOf } from './testing/installation.ts'

const now = new Date('2026-11-21T12:00:00Z')
const temporary = makeTemporaryDirectory()
let t: TestContext

beforeAll(async () => {
  t = await createTestContext({ SECRET_KEY: 'a secret key of the environment' })
})
afterAll(async () => {
  await t[Symbol.asyncDispose]()
  temporary[Symbol.dispose]()
})

const majorOf = async (pool: Pool) => {
  const { rows } = await pool.query<{ server_version_num: string }>('SHOW server_version_num')
  return Math.floor(Number(rows[0]?.server_version_num) / 10_000)
}

it('moves from a server to the embedded database of another major version and back, and from disk to S3 and back', async () => {
  const serverMajor = await majorOf(t.context.database.pool)
  const takeId = await addTake(t, await t.createViewer('owner'))
  const keys = [`videos/${takeId}/film.mp4`, `videos/${takeId}/film.webp`]
  const original = await readRows(t.context.database.pool)
  const sums = await Promise.all(keys.map((key) => sumOf(t.context.storage, key)))
  const first = path.join(temporary.copy(), 'from-server.tar')
  const manifest = await runBackup({
    env: { ...t.context.env, DATABASE_URL: t.test.url },
    databaseDirectory: '',
    file: first,
    appVersion: '0.0.0',
    now,
  })
  expect(manifest.members.map(({ name }) => name)).not.toContain('secret-key')

  const bucketDirectory = temporary.copy()
  const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: bucketDirectory, configureBuckets: [{ name: 'takes' }] })
  const { port } = await s3.run()
  try {
    const dataDir = temporary.copy()
    const databaseDirectory = path.join(dataDir, 'database')
    const embedded: Env = {
      ...t.context.env,
      DATA_DIR: dataDir,
      DATABASE_URL: undefined,
      S3_BUCKET: 'takes',
      S3_ENDPOINT: `http://127.0.0.1:${port}`,
      S3_ACCESS_KEY_ID: 'S3RVER',
      S3_SECRET_ACCESS_KEY: 'S3RVER',
    }
    const withoutKey: Env = { ...embedded, SECRET_KEY: undefined }
    await expect(runRestore({ env: withoutKey, databaseDirectory, file: first, now })).rejects.toThrow('does not hold its SECRET_KEY')
    await runRestore({ env: embedded, databaseDirectory, file: first, now })
    const database = await openDatabase({ directory: databaseDirectory })
    expect(await readRows(database.pool)).toEqual(original)
    const embeddedMajor = await majorOf(database.pool)
    await database.close()
    // Both numbers are PostgreSQL's own. On a machine whose server has the embedded one's version, the move is none over versions.
    expect(embeddedMajor).toBeGreaterThanOrEqual(18)
    expect(serverMajor).toBeGreaterThanOrEqual(13)
    console.log(`moved from PostgreSQL ${serverMajor} to ${embeddedMajor} and back`)
    const bucket = createStorage(embedded)
    expect(await Promise.all(keys.map((key) => sumOf(bucket, key)))).toEqual(sums)

    // Nobody has the embedded database open, so the backup opens it itself.
    const second = path.join(temporary.copy(), 'from-embedded.tar')
    await runBackup({ env: embedded, databaseDirectory, file: second, appVersion: '0.0.0', now })
    await using test = await createTestDatabase({ isEmpty: true })
    await test.database.close()
    const server: Env = { ...t.context.env, DATA_DIR: path.join(dataDir, 'again'), DATABASE_URL: test.url }
    mkdirSync(server.DATA_DIR)
    await runRestore({ env: server, databaseDirectory: '', file: second, now })
    expect(await readRows((await test.reopen()).pool)).toEqual(original)
    const disk = createStorage(server)
    expect(await Promise.all(keys.map((key) => sumOf(disk, key)))).toEqual(sums)
  } finally {
    await s3.close()
  }
})

it('refuses to back up a server’s database that is not an installation of Dailies', async () => {
  await using test = await createTestDatabase({ isEmpty: true })
  const env: Env = { ...t.context.env, DATABASE_URL: test.url }
  const file = path.join(temporary.copy(), 'backup.tar')
  await expect(runBackup({ env, databaseDirectory: '', file, appVersion: '0.0.0', now })).rejects.toThrow('no installation of Dailies')
})

it('refuses to restore among the tables of something else', async () => {
  await using test = await createTestDatabase({ isEmpty: true })
  await test.database.pool.query('CREATE TABLE "User" (id text)')
  const file = path.join(temporary.copy(), 'backup.tar')
  await runBackup({ env: { ...t.context.env, DATABASE_URL: t.test.url }, databaseDirectory: '', file, appVersion: '0.0.0', now })
  const env: Env = { ...t.context.env, DATA_DIR: temporary.copy(), DATABASE_URL: test.url }
  await expect(runRestore({ env, databaseDirectory: '', file, now })).rejects.toThrow('tables of something else')
})

it('brings a backup of an older schema forward', async () => {
  await using old = await createTestDatabase({ isEmpty: true })
  const [first] = listMigrations(migrationsDirectory)
  await migrate(old.database.pool, migrationsDirectory, first?.name)
  await old.database.pool.query(
    `INSERT INTO "User" (id, name, email, "emailVerified", role, "updatedAt") VALUES ('u', 'U', 'u@example.com', false, 'owner', now())`,
  )
  const file = path.join(temporary.copy(), 'backup.tar')
  const env: Env = { ...t.context.env, DATABASE_URL: old.url }
  const manifest = await runBackup({ env, databaseDirectory: '', file, appVersion: '0.0.0', now })
  expect(manifest.migrations.map(({ name }) => name)).toEqual([first?.name])
  await using target = await createTestDatabase({ isEmpty: true })
  await runRestore({ env: { ...env, DATA_DIR: temporary.copy(), DATABASE_URL: target.url }, databaseDirectory: '', file, now })
  expect(await target.database.client.user.count()).toBe(1)
  expect(await target.database.client.vendorHealth.count()).toBe(0)
  expect((await migrate(target.database.pool)).applied).toEqual([])
})
