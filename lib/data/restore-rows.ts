import pg from 'pg'
import { createId } from './id.ts'
import { listTables } from './snapshot.ts'

/** What the target holds, as the end of "it holds …"; null when it is empty. A set-up link that nobody has used is nothing. */
export async function findContent(pool: pg.Pool): Promise<string | null> {
  const client = await pool.connect()
  try {
    return await findContentBy(client)
  } finally {
    client.release()
  }
}

async function findContentBy(client: pg.PoolClient): Promise<string | null> {
  const tables = await listTables(client)
  if (tables.length > 0 && !tables.some((table) => table.name === '_prisma_migrations')) return 'tables of something else'
  for (const { name } of tables) {
    if (name === '_prisma_migrations') continue
    const unless = name === 'SetupToken' ? ' WHERE "usedAt" IS NOT NULL' : ''
    const { rowCount } = await client.query(`SELECT 1 FROM ${pg.escapeIdentifier(name)}${unless} LIMIT 1`)
    if (rowCount !== 0) return `rows already (table ${name})`
  }
  return null
}

export interface RowsLoader {
  /** `lines` are rows as JSON; columns that the table has beyond `columns` take their defaults. */
  load(table: { name: string; columns: readonly string[]; rows: number }, lines: AsyncIterable<string>): Promise<void>
  /** Commits. Until then nothing of this is in the database. */
  finish(options: { now: Date; waiting: WaitingTask; beforeCommit: () => Promise<void> }): Promise<void>
  /** Ends the transaction without a trace; does nothing after `finish`. */
  abandon(): Promise<void>
}

/** What becomes of takes that waited to be sent. */
export interface WaitingTask {
  failureCode: string
  vendorMessage: string
  eventMessage: string
}

const maxBatchLines = 500
const maxBatchCharacters = 1_000_000

/** Loads rows into an empty database in one transaction, which keeps everybody else from writing. */
export async function startLoadingRows(pool: pg.Pool): Promise<RowsLoader> {
  const client = await pool.connect()
  let isOpen = true
  const end = async (statement: 'COMMIT' | 'ROLLBACK') => {
    if (!isOpen) return
    isOpen = false
    try {
      await client.query(statement)
      client.release()
    } catch (error) {
      client.release(true)
      if (statement === 'COMMIT') throw error
    }
  }
  try {
    await client.query('BEGIN')
    // Copying to slow storage happens before; this only waits for reading the archive.
    await client.query('SET LOCAL statement_timeout = 0')
    const tables = await listTables(client)
    await client.query(`LOCK TABLE ${tables.map(({ name }) => pg.escapeIdentifier(name)).join(', ')} IN SHARE ROW EXCLUSIVE MODE`)
    // Somebody may have signed up since the first look.
    const content = await findContentBy(client)
    if (content !== null) throw new Error(`The database holds ${content}.`)
    await client.query('DELETE FROM "SetupToken"')
    const own = await listOwnReferences(client)
    for (const { table, constraint } of own)
      await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${constraint} DEFERRABLE INITIALLY DEFERRED`)
    const known = new Map(tables.map((table) => [table.name, new Set(table.columns)]))

    return {
      async load(table, lines) {
        const columns = known.get(table.name)
        const strange = table.columns.find((column) => !columns?.has(column))
        if (!columns || strange !== undefined) throw new Error(`The database has no place for ${table.name}${strange ? `.${strange}` : ''}`)
        const name = pg.escapeIdentifier(table.name)
        const list = table.columns.map((column) => pg.escapeIdentifier(column)).join(', ')
        const statement = `INSERT INTO ${name} (${list}) SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1::json)`
        let inserted = 0
        for await (const batch of batches(lines)) inserted += (await client.query(statement, [`[${batch.join(',')}]`])).rowCount ?? 0
        if (inserted !== table.rows) throw new Error(`${table.name} took ${inserted} of ${table.rows} rows`)
      },
      async finish({ now, waiting, beforeCommit }) {
        await client.query('SET CONSTRAINTS ALL IMMEDIATE')
        for (const { table, constraint } of own) await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${constraint} NOT DEFERRABLE`)
        await holdWaitingTasks(client, now, waiting)
        await beforeCommit()
        await end('COMMIT')
      },
      abandon: () => end('ROLLBACK'),
    }
  } catch (error) {
    await end('ROLLBACK')
    throw error
  }
}

/** Rows of one table that refer to each other come in any order, so they are checked together at the end. */
async function listOwnReferences(client: pg.PoolClient): Promise<{ table: string; constraint: string }[]> {
  const { rows } = await client.query<{ table: string; constraint: string }>(
    `SELECT c.relname::text AS table, k.conname::text AS constraint FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
      WHERE k.contype = 'f' AND k.confrelid = k.conrelid AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())`,
  )
  return rows.map(({ table, constraint }) => ({ table: pg.escapeIdentifier(table), constraint: pg.escapeIdentifier(constraint) }))
}

/** The installation that was backed up may have sent them since: nobody but a person can know that sending again is not paying twice. */
async function holdWaitingTasks(client: pg.PoolClient, now: Date, waiting: WaitingTask): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `UPDATE "Task" SET state = 'unconfirmed', "failureCode" = $1, "vendorMessage" = $2, "waitReason" = NULL, "dueAt" = NULL,
            "leaseOwner" = NULL, "leaseUntil" = NULL, "updatedAt" = $3
      WHERE state = 'queued' RETURNING id`,
    [waiting.failureCode, waiting.vendorMessage, now.toISOString()],
  )
  for (const { id } of rows) {
    await client.query('INSERT INTO "TaskEvent" (id, "taskId", type, message, at) VALUES ($1, $2, $3, $4, $5)', [
      createId(now.getTime()),
      id,
      'unconfirmed',
      waiting.eventMessage,
      now.toISOString(),
    ])
  }
}

async function* batches(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = []
  let characters = 0
  for await (const line of lines) {
    batch.push(line)
    characters += line.length
    if (batch.length < maxBatchLines && characters < maxBatchCharacters) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}
