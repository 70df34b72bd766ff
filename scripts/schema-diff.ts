import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import type pg from 'pg'
import { createEmbeddedPool } from '#lib/data/embedded-pool.ts'
import { migrate } from '#lib/data/migrate.ts'

/** The SQL that leads from all migrations to the schema; null when they agree. Needs no server and no native engine. */
export async function schemaDiff(schemaPath: string, migrationsPath: string): Promise<string | null> {
  const database = await PGlite.create()
  const pool = createEmbeddedPool(database, { connectionTimeoutMs: 60_000 })
  try {
    if (fs.existsSync(migrationsPath)) await migrate(pool, migrationsPath)
    const files = [{ path: schemaPath, content: fs.readFileSync(schemaPath, 'utf8') }]
    const engine = await loadSchemaEngine(pool, [[path.basename(schemaPath), files[0]?.content ?? '']])
    const filters = { externalTables: ['public._prisma_migrations'], externalEnums: [] }
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: process.cwd() },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters,
    })
    return stdout === null || /^\s*(-- This is an empty migration\.\s*)?$/.test(stdout) ? null : stdout
  } finally {
    await pool.end()
    await database.close()
  }
}

/** Prisma's adapter refuses PostgreSQL's internal type "char", which the catalogues are full of: here it passes as a list and comes out as one. */
class CatalogueAdapterFactory extends PrismaPg {
  constructor(pool: pg.Pool) {
    const query = async (config: pg.QueryArrayConfig) => {
      const client = await pool.connect()
      try {
        const result = await client.query(config)
        for (const field of result.fields) if (field.dataTypeID === charId) field.dataTypeID = charListId
        return result
      } finally {
        client.release()
      }
    }
    super(Object.defineProperty(pool, 'query', { value: query }))
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query) => {
      const result = await queryRaw(query)
      const columnTypes = result.columnTypes.map((type) => (type === ColumnTypeEnum.CharacterArray ? ColumnTypeEnum.Character : type))
      return { ...result, columnTypes }
    }
    return adapter
  }
}

const charId = 18
const charListId = 1002

/** The package is made for bundlers that import WebAssembly; Node instantiates it by hand. */
async function loadSchemaEngine(pool: pg.Pool, datamodels: [string, string][]) {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const bytes = fs.readFileSync(path.join(path.dirname(entry), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings } })
  const start = instance.exports.__wbindgen_start
  if (!('__wbg_set_wasm' in bindings) || typeof bindings.__wbg_set_wasm !== 'function' || typeof start !== 'function')
    throw new Error('This version of @prisma/schema-engine-wasm is put together in another way')
  bindings.__wbg_set_wasm(instance.exports)
  start()
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(new CatalogueAdapterFactory(pool)))
}
