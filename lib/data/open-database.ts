import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Logger } from 'pino'
import { PrismaClient } from '#prisma/generated/client.ts'
import { type Database, type DatabaseClient, omittedColumns, type TransactionClient } from './database.ts'
import { type EmbeddedOptions, openEmbedded } from './embedded.ts'
import { startEmbeddedMaintenance } from './embedded-maintenance.ts'
import { listenOnServer } from './listen-on-server.ts'

export interface OpenDatabaseOptions {
  /** `postgres://…`: use that server. Absent: the embedded PostgreSQL in `directory`. */
  url?: string | undefined
  /** Where the embedded database lives, and nothing else. */
  directory: string
  log?: Logger | undefined
  /** Connections to the server; the embedded database always has one. */
  maxConnections?: number
  /**
   * Called once when the embedded database has given up (a full or failing disk) and refuses every statement: time to end the process,
   * whose next start replays the log. A server's coming and going is not told here; the pool copes.
   */
  onFailure?: EmbeddedOptions['onFailure']
}

const statementTimeoutMs = 60_000
/** Covers a connection that died without a word; a little more than the server allows a statement. */
const answerTimeoutMs = statementTimeoutMs + 5_000
const transactionTimeoutMs = 10_000

export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  return options.url === undefined ? openOnEmbedded(options) : openOnServer(options.url, options)
}

async function openOnEmbedded(options: OpenDatabaseOptions): Promise<Database> {
  // Longer than a transaction may take, so that whoever waits behind one is not refused while it ends.
  const embedded = await openEmbedded({
    directory: options.directory,
    connectionTimeoutMs: 3 * transactionTimeoutMs,
    onFailure(error) {
      options.log?.fatal({ err: error }, 'the embedded database has stopped')
      options.onFailure?.(error)
    },
  })
  const maintenance = startEmbeddedMaintenance(embedded, options.log)
  return assemble(embedded.pool, {
    kind: 'embedded',
    log: options.log,
    maxWaitMs: 2 * transactionTimeoutMs,
    async listen(channel, onPayload, onConnect) {
      const stop = embedded.onNotification((name, payload) => {
        if (name === channel) onPayload(payload)
      })
      // Through the pool: sent straight to PGlite, it could fall into an open transaction and be rolled back with it.
      await embedded.pool.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      onConnect()
      return {
        async close() {
          stop()
          await embedded.pool.query(`UNLISTEN ${pg.escapeIdentifier(channel)}`)
        },
      }
    },
    async close() {
      await maintenance.stop()
      await embedded.close()
    },
  })
}

async function openOnServer(url: string, options: OpenDatabaseOptions): Promise<Database> {
  const config: pg.PoolConfig = { connectionString: url, application_name: 'dailies', keepAlive: true, connectionTimeoutMillis: 10_000 }
  const pool = new pg.Pool({
    ...config,
    max: options.maxConnections ?? 10,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    // Prisma's adapter cuts the offset off every timestamp it reads: right only in a session that speaks UTC.
    onConnect: (client) => client.query("SET TIME ZONE 'UTC'"),
  })
  return assemble(pool, {
    kind: 'server',
    log: options.log,
    maxWaitMs: transactionTimeoutMs,
    listen: (channel, onPayload, onConnect) => listenOnServer(config, { channel, onPayload, onConnect, log: options.log }),
    close: () => pool.end(),
  })
}

interface Parts extends Pick<Database, 'kind' | 'listen' | 'close'> {
  log: Logger | undefined
  maxWaitMs: number
}

function assemble(pool: pg.Pool, parts: Parts): Database {
  // Without a listener an idle connection that the server closes would end the process; the pool replaces it by itself.
  pool.on('error', (error) => parts.log?.warn({ err: error }, 'an idle database connection was lost'))
  // While a client is checked out the pool does not listen to it; whoever holds it gets the failure from its own query.
  pool.on('connect', (client) => client.on('error', (error) => parts.log?.debug({ err: error }, 'a database connection was lost in use')))
  const client = new PrismaClient({
    adapter: new PrismaPg(pool),
    omit: omittedColumns,
    transactionOptions: { maxWait: parts.maxWaitMs, timeout: transactionTimeoutMs },
  })
  let closing: Promise<void> | null = null
  return {
    kind: parts.kind,
    client,
    authClient: revealAccounts(client),
    pool,
    // Prisma types the transaction's client as if nothing were omitted; at run time it omits like its parent.
    transaction: (work) => client.$transaction((transaction) => work(transaction as unknown as TransactionClient)),
    listen: parts.listen,
    async check() {
      await pool.query('SELECT 1')
    },
    close() {
      closing ??= client.$disconnect().then(parts.close)
      return closing
    },
  }
}

const accountColumns = { password: false, accessToken: false, refreshToken: false, idToken: false } as const

function revealAccounts(client: DatabaseClient): PrismaClient {
  const reveal = <T extends { select?: unknown }>(input: T): T => (input.select ? input : { ...input, omit: accountColumns })
  const revealing = client.$extends({
    query: {
      account: {
        findFirst: ({ args, query }) => query(reveal(args)),
        findFirstOrThrow: ({ args, query }) => query(reveal(args)),
        findUnique: ({ args, query }) => query(reveal(args)),
        findUniqueOrThrow: ({ args, query }) => query(reveal(args)),
        findMany: ({ args, query }) => query(reveal(args)),
        create: ({ args, query }) => query(reveal(args)),
        update: ({ args, query }) => query(reveal(args)),
        upsert: ({ args, query }) => query(reveal(args)),
        delete: ({ args, query }) => query(reveal(args)),
      },
    },
  })
  return revealing as unknown as PrismaClient
}
