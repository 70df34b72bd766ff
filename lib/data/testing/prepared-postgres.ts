import pg from 'pg'
import { migrate } from '../migrate.ts'
import { openDatabase } from '../open-database.ts'
import { openQueue } from '../open-queue.ts'
import { findPostgresPrograms, type PostgresServer, startPostgres } from './postgres-server.ts'

const template = 'dailies_template'

/** A server with one database that has all migrations and the queue's schema, to be copied. */
export async function startPreparedPostgres(): Promise<PostgresServer & { template: string }> {
  const programs = await findPostgresPrograms()
  if (programs === null) throw new Error('No PostgreSQL server programs (initdb, postgres) were found; Debian has them in `postgresql`.')
  const server = await startPostgres(programs)
  try {
    const admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
    await admin.query(`CREATE DATABASE ${template}`)
    // Somewhere far from UTC, as a server may be.
    await admin.query(`ALTER ROLE postgres SET timezone = 'America/St_Johns'`)
    await admin.end()
    const database = await openDatabase({ url: server.urlOf(template), directory: '' })
    await migrate(database.pool)
    const queue = await openQueue(database)
    await queue.stop()
    await database.close()
  } catch (error) {
    await server.stop()
    throw error
  }
  return { ...server, template }
}
