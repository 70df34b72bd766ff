import { type Db, fromPrisma, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Database } from './database.ts'
import { type Job, type JobName, jobNames, type Queue } from './queue.ts'

export interface PgBossQueue extends Queue {
  /** For `lib/engine`, which works the jobs. */
  boss: PgBoss
  stop(): Promise<void>
}

export interface OpenQueueOptions {
  log?: Logger | undefined
  /** False in a process that only enqueues: pg-boss's upkeep is then left to the workers. */
  isWorker?: boolean
}

export interface TaskJobData {
  taskId: string
}

/** Jobs whose handler threw or outlived its time; kept for a look, worked by nobody. */
export const deadLetterQueue = 'dead'

const daySeconds = 24 * 60 * 60

/** Long enough for the slowest honest run; a handler that is still at it then counts as lost. */
const expireInSeconds: Record<JobName, number> = { submit: 5 * 60, check: 5 * 60, archive: 60 * 60 }

/** Starts pg-boss on the database's own pool, where it makes its schema `pgboss` at the first start. */
export async function openQueue(database: Database, options: OpenQueueOptions = {}): Promise<PgBossQueue> {
  const isEmbedded = database.kind === 'embedded'
  const isWorker = options.isWorker ?? true
  const boss = new PgBoss({
    db: createAdapter(database),
    backend: isEmbedded ? 'pglite' : 'postgres',
    useListenNotify: true,
    supervise: isWorker,
    schedule: isWorker,
    // Both look after a server's autovacuum; the embedded database has its own upkeep.
    monitorVacuum: !isEmbedded,
    reindex: !isEmbedded,
  })
  boss.on('error', (error) => options.log?.warn({ err: error }, 'the job queue met an error and goes on'))
  boss.on('warning', (warning) => options.log?.warn({ warning }, 'the job queue warns'))
  await boss.start()
  try {
    await prepareQueues(boss)
  } catch (error) {
    await boss.stop({ graceful: false })
    throw error
  }
  return {
    boss,
    async enqueue(client, job) {
      await enqueue(boss, fromPrisma(client), job)
    },
    stop: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}

async function prepareQueues(boss: PgBoss): Promise<void> {
  await boss.createQueue(deadLetterQueue, { retryLimit: 0, retentionSeconds: 14 * daySeconds })
  for (const name of jobNames) {
    const settings = {
      // The engine's sweep enqueues every due task again; a retry here would be a second, blinder one.
      retryLimit: 0,
      expireInSeconds: expireInSeconds[name],
      deleteAfterSeconds: 60 * 60,
      deadLetter: deadLetterQueue,
      notify: true,
    }
    // `short`: one waiting job per task and queue, so that sweep, callback and schedule cannot pile up. One that is
    // already being worked does not count: a job enqueued meanwhile may know something that the running one has not seen.
    await boss.createQueue(name, { ...settings, policy: 'short' })
    await boss.updateQueue(name, settings)
    // Fills pg-boss's cache. Looked up lazily inside a transaction, it would wait for the connection that the transaction holds.
    await boss.findJobs(name, { key: '', queued: true })
  }
}

async function enqueue(boss: PgBoss, db: Db, job: Job): Promise<void> {
  const data: TaskJobData = { taskId: job.taskId }
  const startAfter = job.startAfter ?? new Date(0)
  const id = await boss.send(job.name, data, { db, singletonKey: job.taskId, startAfter })
  if (id !== null) return
  // One waits already. The earlier moment wins: a callback must not wait for the next check, nor a backoff put off a callback.
  for (const waiting of await boss.findJobs<TaskJobData>(job.name, { db, key: job.taskId, queued: true })) {
    if (waiting.state === 'created' && startAfter < new Date(waiting.startAfter)) {
      await boss.update(job.name, undefined, { db, id: waiting.id, startAfter })
    }
  }
}

function createAdapter(database: Database): Db {
  return {
    async executeSql(text, values) {
      const result = await database.pool.query(text, values)
      // A script of several statements answers with a list.
      return { rows: Array.isArray(result) ? result.flatMap((part) => part.rows) : result.rows }
    },
    listen: (channel, onNotification, onReconnect) => database.listen(channel, onNotification, onReconnect),
  }
}
