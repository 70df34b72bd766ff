import { type Db, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Database } from './database.ts'
import type { Queue } from './queue.ts'
import { createTaskAlarms } from './task-alarms.ts'

export interface PgBossQueue extends Queue {
  /** For work that belongs to no task, and for whose alarm there is no row: upkeep, once for all processes. */
  boss: PgBoss
  stop(): Promise<void>
}

export interface OpenQueueOptions {
  log?: Logger | undefined
  /** False in a process that only enqueues: pg-boss's upkeep is then left to the workers. */
  isWorker?: boolean
}

/** Upkeep whose handler threw or outlived its time; kept for a look, worked by nobody. */
export const deadLetterQueue = 'dead'
export const upkeepQueue = 'upkeep'

const daySeconds = 24 * 60 * 60

/** Starts pg-boss on the database's own pool, where it makes its schema `pgboss` at the first start. */
export async function openQueue(database: Database, options: OpenQueueOptions = {}): Promise<PgBossQueue> {
  const isEmbedded = database.kind === 'embedded'
  const isWorker = options.isWorker ?? true
  const boss = new PgBoss({
    db: createAdapter(database),
    backend: isEmbedded ? 'pglite' : 'postgres',
    supervise: isWorker,
    schedule: isWorker,
    // Both look after a server's autovacuum; the embedded database has its own upkeep.
    monitorVacuum: !isEmbedded,
    reindex: !isEmbedded,
  })
  boss.on('error', (error) => options.log?.warn({ err: error }, 'the job queue met an error and goes on'))
  boss.on('warning', (warning) => options.log?.warn({ warning }, 'the job queue warns'))
  await oneAtATime(database, async () => {
    await boss.start()
    try {
      await prepareQueues(boss)
    } catch (error) {
      await boss.stop({ graceful: false })
      throw error
    }
  })
  return { ...createTaskAlarms(database), boss, stop: () => boss.stop({ graceful: true, timeout: 10_000 }) }
}

/** Beside Prisma's, which `migrate` takes. */
const lockId = 72_707_370

/**
 * Of two processes that installed pg-boss at the same moment, one failed with "duplicate key … pg_namespace_nspname_index" (PostgreSQL 15):
 * its lock is taken after it has looked. The embedded database has one process, and one connection.
 */
async function oneAtATime(database: Database, work: () => Promise<void>): Promise<void> {
  if (database.kind === 'embedded') return work()
  const client = await database.pool.connect()
  let isClean = false
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockId])
    await work()
    await client.query('SELECT pg_advisory_unlock($1)', [lockId])
    isClean = true
  } finally {
    // A connection that is closed lets go of the lock.
    client.release(!isClean)
  }
}

async function prepareQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(deadLetterQueue, { retryLimit: 0, retentionSeconds: 14 * daySeconds })
  // The next round does again what one could not; a retry would only be a second, blinder one.
  const settings = { retryLimit: 0, expireInSeconds: 60 * 60, deleteAfterSeconds: 60 * 60, deadLetter: deadLetterQueue }
  // `exclusive`: never two at once, and none waiting behind one that is slow.
  await boss.createQueue(upkeepQueue, { ...settings, policy: 'exclusive' })
  await boss.updateQueue(upkeepQueue, settings)
}

function createAdapter(database: Database): Db {
  return {
    async executeSql(text, values) {
      const result = await database.pool.query(text, values)
      // A script of several statements answers with a list.
      return { rows: Array.isArray(result) ? result.flatMap((part) => part.rows) : result.rows }
    },
  }
}
