import { createHash, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'

export interface Migration {
  name: string
  sql: string
  /** As Prisma computes it: SHA-256 of the file. */
  checksum: string
}

export interface MigrateResult {
  /** Applied by this call, in order. */
  applied: string[]
  /** Recorded in the database and missing here: a later version of the app was at work on it. */
  unknown: string[]
}

interface Applied {
  migration_name: string
  checksum: string
  finished_at: Date | null
  rolled_back_at: Date | null
}

/** The very lock that `prisma migrate` takes, so that it and we keep out of each other's way. */
const lockId = 72_707_369

/** Waiting for another process's migrations, or a slow one of our own; far beyond what the pool allows an ordinary query. */
const patienceMs = 30 * 60_000

const journal = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`

export const migrationsDirectory = path.join(/* turbopackIgnore: true */ process.cwd(), 'prisma', 'migrations')

export function listMigrations(directory: string): Migration[] {
  return fs
    .readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && fs.existsSync(path.join(directory, entry.name, 'migration.sql')))
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Brings the database up to `directory`, in Prisma's own journal. Each migration is one transaction that holds the lock and looks at the
 * journal again inside it, so two processes that start together apply it once, and a broken one leaves nothing behind.
 * @param until the last one to apply; all of them when absent.
 */
export async function migrate(pool: pg.Pool, directory: string = migrationsDirectory, until?: string): Promise<MigrateResult> {
  const migrations = listMigrations(directory)
  const client = await pool.connect()
  try {
    const journaled = await inLockedTransaction(client, async () => {
      await client.query(journal)
      return readJournal(client)
    })
    const applied: string[] = []
    for (const migration of migrations) {
      if (until !== undefined && migration.name > until) break
      if (isApplied(migration, journaled)) continue
      const isMine = await inLockedTransaction(client, async () => {
        if (isApplied(migration, await readJournal(client))) return false
        await apply(client, migration)
        return true
      })
      if (isMine) applied.push(migration.name)
    }
    const known = new Set(migrations.map((migration) => migration.name))
    return { applied, unknown: [...journaled.keys()].filter((name) => !known.has(name)) }
  } finally {
    client.release()
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  const startedAt = new Date()
  try {
    await run(client, migration.sql)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error })
  }
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, started_at, applied_steps_count)
     VALUES ($1, $2, now(), $3, NULL, $4, 1)`,
    [randomUUID(), migration.checksum, migration.name, startedAt],
  )
}

/** Checksum by name. */
async function readJournal(client: pg.PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<Applied>('SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations')
  const entries = rows.filter((row) => row.rolled_back_at === null)
  const failed = entries.find((row) => row.finished_at === null)
  if (failed) throw new Error(`Migration ${failed.migration_name} is recorded as failed; settle that first (prisma migrate resolve).`)
  return new Map(entries.map((row) => [row.migration_name, row.checksum]))
}

function isApplied(migration: Migration, journaled: Map<string, string>): boolean {
  const checksum = journaled.get(migration.name)
  if (checksum === undefined) return false
  if (checksum !== migration.checksum) throw new Error(`Migration ${migration.name} was edited after it had been applied.`)
  return true
}

async function inLockedTransaction<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN')
  try {
    await client.query('SET LOCAL statement_timeout = 0')
    await run(client, `SELECT pg_advisory_xact_lock(${lockId})`)
    const result = await work()
    await client.query('COMMIT')
    return result
  } catch (error) {
    // A connection that is gone rolled back by itself; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
}

function run(client: pg.PoolClient, text: string): Promise<unknown> {
  // Without values it is a simple query, which may hold many statements.
  const query = { text, query_timeout: patienceMs }
  return client.query(query)
}
