import { type ChildProcess, fork } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import { PGlite, messages as protocol } from '@electric-sql/pglite'
import type pg from 'pg'
import { DurableNodeFS } from './embedded-files.ts'
import { ownDirectory } from './embedded-lock.ts'
import { createEmbeddedPool } from './embedded-pool.ts'

export interface EmbeddedDatabase {
  pool: pg.Pool
  /** Called with the channel and the payload of every NOTIFY that this session LISTENs to. */
  onNotification(listener: (channel: string, payload: string) => void): () => void
  walBytes(): number
  close(): Promise<void>
}

export interface EmbeddedOptions {
  directory: string
  /** How long a statement may wait for its turn on the one connection. */
  connectionTimeoutMs: number
  /** Called once when PostgreSQL has given up, which a full or failing disk makes it do. From then on every statement is refused. */
  onFailure?: (error: Error) => void
  /** For tests: instead of `fsync`. */
  sync?: (descriptor: number) => void
}

class GuardedPGlite extends PGlite {
  failure: Error | null = null
  onFailure: ((error: Error) => void) | undefined

  override async execProtocolStream(...input: Parameters<PGlite['execProtocolStream']>): ReturnType<PGlite['execProtocolStream']> {
    // PGlite runs statements synchronously; giving the event loop a turn before each keeps a burst of jobs from starving HTTP.
    await new Promise((resolve) => setImmediate(resolve))
    // PostgreSQL ends its process after a panic. Here there is no process to end, and the next statement would run for ever.
    if (this.failure) throw this.failure
    try {
      const messages = await super.execProtocolStream(...input)
      for (const message of messages) {
        if (message instanceof protocol.DatabaseError && isEnd(message.severity)) this.#fail(message)
      }
      return messages
    } catch (error) {
      // A statement's own error is a message; what is thrown is WebAssembly breaking down.
      throw this.failure ?? this.#fail(error)
    }
  }

  #fail(cause: unknown): Error {
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.failure = new Error(`The embedded database has stopped and needs a restart of the app: ${reason}`, { cause })
    this.onFailure?.(this.failure)
    return this.failure
  }
}

const isEnd = (severity: string | undefined) => severity === 'PANIC' || severity === 'FATAL'

/**
 * V8's second compiler makes PostgreSQL's 20 MB of WebAssembly about twice as fast and costs 75 MB for ever and 550 MB for the first seconds.
 * A film-maker's installation has few statements and little memory: idle 368 to 293 MB, peak 883 to 311 MB (2026-11-21). Whoever has many
 * statements runs a server.
 */
function keepWasmSmall(): void {
  v8.setFlagsFromString('--no-wasm-tier-up')
  v8.setFlagsFromString('--no-wasm-dynamic-tiering')
}

/** Opens the PostgreSQL that lives in `directory`, and makes it first where there is none. This process becomes its one owner. */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  fs.mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const directory = fs.realpathSync(options.directory)
  const lock = await ownDirectory(directory)
  try {
    const cluster = path.join(directory, 'cluster')
    if (!fs.existsSync(cluster)) await initialise(directory, cluster)
    keepWasmSmall()
    const database = new GuardedPGlite({
      fs: new DurableNodeFS(cluster, options.sync),
      startParams: [
        // -F would turn fsync off.
        ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
        ...['-c', 'wal_sync_method=fsync'],
        // The default of 128 MB is resident for ever; the operating system's cache does the same for a single session.
        ...['-c', 'shared_buffers=16MB'],
      ],
    })
    database.onFailure = options.onFailure
    await database.waitReady
    const pool = createEmbeddedPool(database, options)
    return {
      pool,
      onNotification: (listener) => database.onNotification(listener),
      walBytes: () => directoryBytes(path.join(cluster, 'pg_wal')),
      async close() {
        if (!pool.ended) await pool.end()
        // A failed one cannot shut down; its log is replayed at the next start, as after a crash.
        if (!database.failure) await database.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/**
 * Makes a new cluster in a child process, because initdb takes up to a gigabyte of memory that WebAssembly never gives back.
 * It is built under a temporary name: a crash half-way leaves nothing that the next start would trust.
 */
async function initialise(directory: string, cluster: string): Promise<void> {
  for (const name of fs.readdirSync(directory)) {
    if (name.startsWith(unfinishedPrefix)) fs.rmSync(path.join(directory, name), { recursive: true, force: true })
  }
  const unfinished = fs.mkdtempSync(path.join(directory, unfinishedPrefix))
  try {
    await runInitialiser(unfinished)
    fs.renameSync(unfinished, cluster)
    if (process.platform !== 'win32') {
      const descriptor = fs.openSync(directory, 'r')
      fs.fsyncSync(descriptor)
      fs.closeSync(descriptor)
    }
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true })
    throw error
  }
}

const unfinishedPrefix = 'unfinished-'

function runInitialiser(directory: string): Promise<void> {
  // Not relative to this module: bundled, it is somewhere else.
  const script = path.join(/* turbopackIgnore: true */ process.cwd(), 'scripts', 'initdb.ts')
  return new Promise((resolve, reject) => {
    const child: ChildProcess = fork(script, [directory], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let complaint = ''
    child.stderr?.on('data', (chunk) => {
      complaint = (complaint + chunk).slice(-2000)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`The embedded database could not be created (${signal ?? `exit code ${code}`}). ${complaint}`.trim()))
    })
  })
}

function directoryBytes(directory: string): number {
  let bytes = 0
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    if (entry.isFile()) bytes += fs.statSync(path.join(directory, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}
