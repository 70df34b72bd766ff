import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'

export interface SnapshotTable {
  name: string
  columns: string[]
  rows: number
}

export interface Snapshot {
  /** What had been applied to the database, in order. */
  migrations: { name: string; checksum: string }[]
  /** Each after the tables that it refers to. */
  tables: SnapshotTable[]
}

/** Signed-in browsers sign in again; unfinished uploads start anew; the journal is written by the migrator. pg-boss's jobs lie in a schema of their own, and the sweep rings anew. */
const leftOut: ReadonlySet<string> = new Set(['Session', 'Verification', 'UploadSession', '_prisma_migrations'])

/** Where rows name files in storage. A test holds this list to the schema. */
export const fileColumns = [
  { table: 'Video', column: 'storageKey', sha256: 'sha256' },
  { table: 'Video', column: 'posterKey', sha256: null },
  { table: 'Video', column: 'previewKey', sha256: null },
  { table: 'Video', column: 'playableKey', sha256: 'playableSha256' },
  { table: 'Upload', column: 'storageKey', sha256: 'sha256' },
  { table: 'Upload', column: 'thumbnailKey', sha256: null },
] as const

/** The list of files: one line of JSON each, `{"key": …, "sha256": … or null}`. */
export const filesListName = 'files.ndjson'

export const rowsFileName = (table: string) => `${table}.ndjson`

const rowsPerFetch = 500

/**
 * Writes every table as one line of JSON per row into `directory`, all as of one moment. The rows pass through as text: numbers of any size
 * stay exact. On the embedded database everything else waits meanwhile, so files are only listed here and copied later.
 */
export async function writeSnapshot(pool: pg.Pool, directory: string): Promise<Snapshot> {
  const client = await pool.connect()
  let failed = true
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const found = await listTables(client)
    if (!found.some((table) => table.name === 'User')) throw new Error('The database holds no installation of Dailies.')
    const migrations = await client.query<{ name: string; checksum: string }>(
      `SELECT migration_name AS name, checksum FROM _prisma_migrations
        WHERE rolled_back_at IS NULL AND finished_at IS NOT NULL ORDER BY migration_name`,
    )
    const tables: SnapshotTable[] = []
    for (const table of found.filter(({ name }) => !leftOut.has(name))) {
      const source = `SELECT row_to_json(t)::text AS line FROM ${pg.escapeIdentifier(table.name)} t`
      tables.push({ ...table, rows: await writeLines(client, source, path.join(directory, rowsFileName(table.name))) })
    }
    await writeLines(client, filesQuery(found), path.join(directory, filesListName))
    await client.query('COMMIT')
    failed = false
    return { migrations: migrations.rows, tables }
  } finally {
    // A failed transaction ends with its connection.
    client.release(failed)
  }
}

/** A database of an older version, which nobody has started since, lacks the newer columns. */
function filesQuery(tables: readonly { name: string; columns: readonly string[] }[]): string {
  const known = fileColumns.filter(({ table, column }) => tables.some(({ name, columns }) => name === table && columns.includes(column)))
  const files = known.map(
    ({ table, column, sha256 }) => `SELECT "${column}" AS key, ${sha256 === null ? 'NULL' : `"${sha256}"`} AS sha256 FROM "${table}"`,
  )
  return `SELECT json_build_object('key', key, 'sha256', max(sha256))::text AS line FROM (${files.join(' UNION ALL ')}) files
           WHERE key IS NOT NULL GROUP BY key ORDER BY key`
}

/** Through a cursor, so that memory holds one page. */
async function writeLines(client: pg.PoolClient, query: string, file: string): Promise<number> {
  let count = 0
  async function* pages() {
    for (;;) {
      const { rows } = await client.query<{ line: string }>(`FETCH ${rowsPerFetch} FROM lines`)
      if (rows.length === 0) return
      count += rows.length
      yield `${rows.map((row) => row.line).join('\n')}\n`
    }
  }
  await client.query(`DECLARE lines NO SCROLL CURSOR FOR ${query}`)
  await pipeline(Readable.from(pages()), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  await client.query('CLOSE lines')
  return count
}

/** The tables of the installation, each after those that it refers to. Read from the database, so no table can be forgotten. */
export async function listTables(client: pg.PoolClient): Promise<{ name: string; columns: string[] }[]> {
  const tables = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `SELECT c.relname::text AS name,
            ARRAY(SELECT attname::text FROM pg_attribute
                   WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
            ARRAY(SELECT f.relname::text FROM pg_constraint k JOIN pg_class f ON f.oid = k.confrelid
                   WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.confrelid <> c.oid) AS needs
       FROM pg_class c
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      ORDER BY c.relname`,
  )
  const ordered: { name: string; columns: string[] }[] = []
  const rest = new Map(tables.rows.map((table) => [table.name, table]))
  while (rest.size > 0) {
    const next = [...rest.values()].find((table) => !table.needs.some((name) => rest.has(name)))
    if (!next) throw new Error(`The tables ${[...rest.keys()].join(', ')} refer to each other in a circle`)
    rest.delete(next.name)
    ordered.push({ name: next.name, columns: next.columns })
  }
  return ordered
}
