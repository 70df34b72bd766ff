import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database } from '../database.ts'
import { openDatabase } from '../open-database.ts'
import './provided.ts'

export interface TestDatabase extends AsyncDisposable {
  database: Database
  /** Undefined on the embedded database. */
  url: string | undefined
  /** The embedded database's directory; on a server, an empty one. */
  directory: string
  /** Another `Database` on the same data, as after a restart; on the embedded database, close the first one before. */
  reopen(): Promise<Database>
}

export interface TestDatabaseOptions {
  /** Without migrations and queue. */
  isEmpty?: boolean
  /** Instead of the run's own, for a test that shuts it down. */
  server?: { url: string; template: string } | undefined
}

/**
 * A database of the test file's own, on whatever the vitest project runs on: `await using test = await createTestDatabase()`,
 * or once in `beforeAll` and `test[Symbol.asyncDispose]()` in `afterAll`.
 */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-test-'))
  const server = options.server ?? inject('postgresServer')
  const copy = server ? await copyOnServer(server, options) : copyEmbedded(directory, options)
  const opened: Database[] = []
  const open = async () => {
    const database = await openDatabase({ directory, ...(copy.url !== undefined && { url: copy.url }) })
    opened.push(database)
    return database
  }
  return {
    database: await open(),
    url: copy.url,
    directory,
    reopen: open,
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((database) => database.close()))
      await copy.remove()
      fs.rmSync(directory, { recursive: true, force: true })
    },
  }
}

interface Copy {
  url: string | undefined
  remove(): Promise<void>
}

function copyEmbedded(directory: string, options: TestDatabaseOptions): Copy {
  const templates = inject('embeddedTemplates')
  fs.cpSync(options.isEmpty ? templates.bare : templates.prepared, directory, { recursive: true })
  return { url: undefined, remove: async () => {} }
}

async function copyOnServer(server: { url: string; template: string }, options: TestDatabaseOptions): Promise<Copy> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server.url, `CREATE DATABASE ${name} TEMPLATE ${options.isEmpty ? 'template1' : server.template}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return { url: url.href, remove: () => administer(server.url, `DROP DATABASE ${name} WITH (FORCE)`) }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
