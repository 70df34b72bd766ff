import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Db, PgBoss } from 'pg-boss'
import { pino } from 'pino'
import type { Database } from '#lib/data/database.ts'
import { migrate } from '#lib/data/migrate.ts'
import { openDatabase } from '#lib/data/open-database.ts'
import { openQueue, type PgBossQueue } from '#lib/data/open-queue.ts'
import { createSecrets } from '#lib/data/secrets.ts'
import { findPostgresPrograms, startPostgres } from '#lib/data/testing/postgres-server.ts'
import { createUser } from '#lib/data/users.ts'
import { createUserViewer, type UserViewer } from '#lib/data/viewer.ts'
import { parseEnv } from '#lib/env.ts'
import type { Media } from '#lib/media/media.ts'
import { createCallMetrics } from '#lib/services/call-metrics.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { createDiskStorage } from '#lib/storage/disk-storage.ts'
import { createInstantVendor, type InstantVendor } from './engine-vendor.ts'

/** `unsynced`: PostgreSQL that acknowledges what is not on disk yet; no installation runs so. */
export type DatabaseName = 'embedded' | 'postgres' | 'unsynced'

export interface House {
  context: ServiceContext
  queue: PgBossQueue
  /** The yardstick: pg-boss as it comes, with its notifications, on the same database and pool. */
  boss: PgBoss
  viewer: UserViewer
  vendor: InstantVendor
  /** Called with the task's id right after it became `succeeded`. */
  onArchived: (taskId: string) => void
  close(): Promise<void>
}

/** Knows every file for a video and draws nothing. */
const instantMedia: Media = {
  async probe() {
    const size = { width: 1280, height: 720, duration: 5 }
    return { ok: true, facts: { kind: 'video', container: 'mp4', contentType: 'video/mp4', ...size, videoCodec: 'avc', audioCodec: 'aac' } }
  },
  probeOutline: async () => ({ ok: false, reason: 'damaged' }),
  poster: async () => false,
  thumbnail: async () => false,
  preview: async () => null,
  playable: async () => 'as_it_is',
  grabFrame: async () => null,
  cutClip: async () => 'failed',
  convertPicture: async () => false,
  tidyPicture: async () => 'as_it_is',
  stripClip: async () => null,
  renderAnimatic: async () => false,
  close: async () => {},
}

/** The real database, queue, storage and services; vendors, network and media answer at once. */
export async function openHouse(name: DatabaseName): Promise<House> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `dailies-bench-${name}-`))
  const postgres = name === 'embedded' ? null : await startServer(name === 'postgres')
  const database = await openDatabase({ directory: path.join(directory, 'database'), ...(postgres && { url: postgres.url }) })
  await migrate(database.pool)
  const vendor = createInstantVendor()
  const parsed = parseEnv({
    DATA_DIR: directory,
    SANDBOX_RENDER_SECONDS: '0',
    PUBLIC_URL: 'https://dailies.example',
    LOOVA_API_KEY: 'bench',
    LOOVA_BASE_URL: vendor.baseUrl('loova'),
    SEEDANCE2AI_API_KEY: 'bench',
    SEEDANCE2AI_BASE_URL: vendor.baseUrl('seedance2ai'),
  })
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'))
  const user = await createUser(database.client, { name: 'Bench', email: 'bench@example.com', role: 'owner', passwordHash: 'x' })
  if (!user) throw new Error('the user exists already')
  // The log is the one place that tells of every archived take without asking the database.
  const log = pino(
    { level: 'info' },
    {
      write(line: string) {
        if (line.includes('"take archived"')) house.onArchived(/"taskId":"([^"]+)"/.exec(line)?.[1] ?? '')
        else if (line.includes('"level":50')) console.error(line)
      },
    },
  )
  const queue = await openQueue(database, { log })
  const boss = await startYardstick(database)
  const context: ServiceContext = {
    env: parsed.env,
    secrets: createSecrets('a secret key of the bench'),
    database,
    queue,
    storage: createDiskStorage(path.join(directory, 'files')),
    media: instantMedia,
    sandbox: vendor.sandbox,
    safeFetch: async (url, { method = 'GET', body }) => ({
      ok: true,
      response: await vendor.fetch(url, { method, body: body ?? null }),
      finalUrl: url,
    }),
    workerId: 'bench',
    metrics: createCallMetrics(),
    clock: () => new Date(),
    log,
  }
  const house: House = {
    context,
    queue,
    boss,
    viewer: createUserViewer(user),
    vendor,
    onArchived: () => {},
    async close() {
      await boss.stop({ graceful: false })
      await queue.stop()
      await database.close()
      await postgres?.stop()
      fs.rmSync(directory, { recursive: true, force: true })
    },
  }
  return house
}

async function startYardstick(database: Database): Promise<PgBoss> {
  const db: Db = {
    async executeSql(text, values) {
      const result = await database.pool.query(text, values)
      return { rows: Array.isArray(result) ? result.flatMap((part) => part.rows) : result.rows }
    },
    listen: (channel, onNotification, onReconnect) => database.listen(channel, onNotification, onReconnect),
  }
  const boss = new PgBoss({ db, backend: database.kind === 'embedded' ? 'pglite' : 'postgres', useListenNotify: true, schema: 'yardstick' })
  await boss.start()
  return boss
}

async function startServer(isDurable: boolean) {
  const programs = await findPostgresPrograms()
  if (programs === null) throw new Error('No PostgreSQL server programs (initdb, postgres) were found; Debian has them in `postgresql`.')
  return startPostgres(programs, { isDurable })
}
