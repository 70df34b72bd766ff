import { rm } from 'node:fs/promises'
import path from 'node:path'
import { pino } from 'pino'
import { openQueue, type PgBossQueue } from '#lib/data/open-queue.ts'
import { createSecrets } from '#lib/data/secrets.ts'
import { createTestDatabase, type TestDatabase } from '#lib/data/testing/test-database.ts'
import { createUser } from '#lib/data/users.ts'
import { createEngineViewer, createUserViewer, type EngineViewer, type UserViewer } from '#lib/data/viewer.ts'
import { type Env, parseEnv } from '#lib/env.ts'
import { createMedia } from '#lib/media/create-media.ts'
import { createSandbox } from '#lib/sandbox/create-sandbox.ts'
import { createDiskStorage } from '#lib/storage/disk-storage.ts'
import { createSafeFetch } from '#lib/transport/safe-fetch.ts'
import { createCallMetrics } from '../call-metrics.ts'
import type { ServiceContext } from '../context.ts'
import { readReference } from '../read-reference.ts'

export interface TestContext extends AsyncDisposable {
  context: ServiceContext
  queue: PgBossQueue
  test: TestDatabase
  engine: EngineViewer
  /** Moves the clock that services and sandbox share. */
  advance(ms: number): void
  createViewer(role?: 'owner' | 'member'): Promise<UserViewer>
}

export interface TestContextOptions {
  /** `real`: for tests of the running engine, whose alarms ring by the database's clock. */
  clock?: 'still' | 'real'
  /** A PostgreSQL server of the test's own. */
  server?: { url: string; template: string }
}

/** All the real parts on a database of its own; only the clock stands still until a test moves it. */
export async function createTestContext(settings: Record<string, string> = {}, options: TestContextOptions = {}): Promise<TestContext> {
  const test = await createTestDatabase({ server: options.server })
  const dataDir = path.join(test.directory, '..', `${path.basename(test.directory)}-data`)
  const parsed = parseEnv({ DATA_DIR: dataDir, SANDBOX_RENDER_SECONDS: '6', LOG_LEVEL: 'silent', ...settings })
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'))
  const env: Env = parsed.env
  const log = pino({ level: env.LOG_LEVEL })
  const queue = await openQueue(test.database, { log })
  const media = createMedia()
  const safeFetch = createSafeFetch(env.ALLOWED_PRIVATE_HOSTS)
  let stillNow = Date.parse('2026-11-21T12:00:00Z')
  const now = options.clock === 'real' ? Date.now : () => stillNow
  const context: ServiceContext = {
    env,
    secrets: createSecrets('a secret key of the tests'),
    database: test.database,
    queue,
    storage: createDiskStorage(path.join(dataDir, 'files')),
    media,
    sandbox: null,
    safeFetch,
    workerId: 'test-worker',
    metrics: createCallMetrics(),
    clock: () => new Date(now()),
    log,
  }
  context.sandbox = createSandbox({
    directory: path.join(dataDir, 'sandbox'),
    renderSeconds: env.SANDBOX_RENDER_SECONDS,
    media,
    fetchReference: (url) => readReference(context, createEngineViewer(), url),
    deliverCallback: async () => null,
    clock: now,
  })
  let users = 0
  return {
    context,
    queue,
    test,
    engine: createEngineViewer(),
    advance(ms) {
      stillNow += ms
    },
    async createViewer(role = 'member') {
      users++
      const user = await createUser(test.database.client, {
        name: `User ${users}`,
        email: `user${users}@example.com`,
        role,
        passwordHash: 'x',
      })
      if (!user) throw new Error('the user exists already')
      return createUserViewer(user)
    },
    async [Symbol.asyncDispose]() {
      await queue.stop()
      await context.sandbox?.close()
      await media.close()
      await test[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
