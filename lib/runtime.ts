import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { type Logger, pino } from 'pino'
import { migrate } from './data/migrate.ts'
import { openDatabase } from './data/open-database.ts'
import { openQueue } from './data/open-queue.ts'
import { createSecrets } from './data/secrets.ts'
import { releaseOthersLeases } from './data/tasks.ts'
import { createEngineViewer } from './data/viewer.ts'
import { type Engine, startEngine } from './engine/start-engine.ts'
import type { Env } from './env.ts'
import { createMedia } from './media/create-media.ts'
import { createSandbox } from './sandbox/create-sandbox.ts'
import { serveBackups } from './services/backup/backup-channel.ts'
import { createCallMetrics } from './services/call-metrics.ts'
import type { ServiceContext } from './services/context.ts'
import { setCurrentContext } from './services/current-context.ts'
import { ensureOwner } from './services/ensure-owner.ts'
import { ensureSetupLink } from './services/ensure-setup-link.ts'
import { readReference } from './services/read-reference.ts'
import { createStorage } from './storage/create-storage.ts'
import { createSafeFetch } from './transport/safe-fetch.ts'

export interface Runtime {
  context: ServiceContext
  /** Migrates, makes the owner the environment names, and runs jobs unless WORKER=off. */
  start(): Promise<void>
  /** Takes no more jobs and hands back what is under way; pages are served on. */
  stopWork(): Promise<void>
  /** The same, then closes everything. */
  stop(): Promise<void>
  /** `/setup?token=…` while there is no owner, else null. */
  findSetupPath(): Promise<string | null>
}

/** The one place that knows every room: builds the parts and hands them to the services. */
export async function createRuntime(env: Env): Promise<Runtime> {
  const log = createLog(env)
  await mkdir(env.DATA_DIR, { recursive: true })
  const secrets = createSecrets(env.SECRET_KEY ?? (await readOrCreateSecretKey(env.DATA_DIR)))
  const database = await openDatabase({
    url: env.DATABASE_URL,
    directory: embeddedDirectory(env.DATA_DIR),
    log,
    onFailure(error) {
      // Nothing more can be written; a supervisor's restart replays the log, and the sweep resumes every take.
      log.fatal({ err: error }, 'the embedded database has stopped; is the disk full?')
      process.exitCode = 1
      process.kill(process.pid, 'SIGTERM')
    },
  })
  try {
    await migrate(database.pool)
    const queue = await openQueue(database, { log, isWorker: env.WORKER === 'inline' })
    const hosts = { allowedHosts: env.ALLOWED_PRIVATE_HOSTS, vendorHosts: vendorHosts(env) }
    const safeFetch = createSafeFetch(hosts)
    const media = createMedia()
    const context: ServiceContext = {
      env,
      secrets,
      database,
      queue,
      storage: createStorage(env),
      media,
      sandbox: null,
      safeFetch,
      workerId: `${hostname()}-${process.pid}-${randomBytes(4).toString('hex')}`,
      metrics: createCallMetrics(),
      clock: () => new Date(),
      log,
    }
    if (env.SANDBOX === 'auto') {
      // Only here may our own address be private: the sandbox calls back nobody but us, at an address that we made.
      const callbackFetch =
        env.PUBLIC_URL === undefined ? safeFetch : createSafeFetch([...env.ALLOWED_PRIVATE_HOSTS, hostOf(env.PUBLIC_URL)])
      context.sandbox = createSandbox({
        directory: path.join(env.DATA_DIR, 'sandbox'),
        renderSeconds: env.SANDBOX_RENDER_SECONDS,
        media,
        fetchReference: (url) => readReference(context, createEngineViewer(), url),
        async deliverCallback(url, body) {
          const options = {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
            timeoutMs: 10_000,
          } as const
          const sent = await callbackFetch(url, options)
          return sent.ok ? sent.response.status : null
        },
      })
    }
    let engine: Engine | null = null
    let backups: { close(): Promise<void> } | null = null
    return {
      context,
      async start() {
        await removeLeftovers(path.join(env.DATA_DIR, 'tmp'), database.kind === 'embedded' ? 0 : leftoverMs, log)
        await ensureOwner(context)
        setCurrentContext(context)
        if (database.kind === 'embedded') {
          await releaseOthersLeases(createEngineViewer(), database.client, context.workerId, context.clock())
          const databaseDirectory = embeddedDirectory(env.DATA_DIR)
          backups = await serveBackups({ databaseDirectory, temporaryDirectory: path.join(env.DATA_DIR, 'tmp'), database, log })
        }
        if (env.WORKER === 'inline') engine = await startEngine(context, { boss: queue.boss })
      },
      async stopWork() {
        await engine?.stop()
      },
      async stop() {
        await engine?.stop()
        await backups?.close()
        await queue.stop()
        await context.sandbox?.close()
        await media.close()
        setCurrentContext(null)
        await database.close()
      },
      async findSetupPath() {
        const token = await ensureSetupLink(context)
        return token === null ? null : `/setup?token=${token}`
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Older than any copy can take: what is younger may be another process's on the same directory, where that is possible. */
const leftoverMs = 3_600_000

async function removeLeftovers(directory: string, olderThanMs: number, log: Logger): Promise<void> {
  await mkdir(directory, { recursive: true })
  for (const name of await readdir(directory)) {
    const file = path.join(directory, name)
    try {
      if (Date.now() - (await stat(file)).mtimeMs >= olderThanMs) await rm(file, { recursive: true, force: true })
    } catch (error) {
      log.warn({ err: error }, 'a temporary file of an earlier run stays')
    }
  }
}

export function embeddedDirectory(dataDir: string): string {
  return path.join(dataDir, 'database')
}

/** The operator named the vendors' base URLs in the environment, so calls there may be private without being listed again. */
function vendorHosts(env: Env): string[] {
  return Object.values(env.vendors).flatMap(({ baseUrl }) => (baseUrl === undefined ? [] : [hostOf(baseUrl)]))
}

function hostOf(address: string): string {
  const url = new URL(address)
  return `${url.hostname.toLowerCase()}:${url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80'}`
}

/** Two processes may start on a fresh directory together: `link` lets exactly one file appear, and both read that one. */
async function readOrCreateSecretKey(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret-key')
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  try {
    await link(draft, file)
    await chmod(file, 0o600)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(file, 'utf8')).trim()
}

function createLog(env: Env): Logger {
  return pino({
    level: env.LOG_LEVEL,
    redact: { paths: ['apiKey', '*.apiKey', 'authorization', '*.authorization', 'headers.authorization'], censor: '[redacted]' },
  })
}
