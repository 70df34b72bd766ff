import type { Logger } from 'pino'
import type { EmbeddedDatabase } from './embedded.ts'

/** Tables whose rows change all day; dead versions would otherwise pile up. */
const busyTables = ['"Task"', '"TaskEvent"', '"Session"', '"VendorDrift"', 'pgboss.job_common', 'pgboss.queue']

const checkpointAtBytes = 64 * 1024 * 1024
const checkpointIntervalMs = 5_000
const vacuumIntervalMs = 10 * 60_000

/** Does what PostgreSQL's background processes would: PGlite has neither a checkpointer nor autovacuum. */
export function startEmbeddedMaintenance(embedded: EmbeddedDatabase, log: Logger | undefined): { stop(): Promise<void> } {
  let running: Promise<void> | null = null
  let isStopped = false
  const run = (work: () => Promise<void>) => {
    if (running || isStopped) return
    running = work()
      .catch((error: unknown) => log?.warn({ err: error }, 'maintenance of the embedded database failed'))
      .finally(() => {
        running = null
      })
  }
  const timers = [
    setInterval(() => {
      if (embedded.walBytes() > checkpointAtBytes) run(() => checkpoint(embedded))
    }, checkpointIntervalMs),
    setInterval(() => run(() => vacuum(embedded)), vacuumIntervalMs),
  ]
  for (const timer of timers) timer.unref()
  return {
    async stop() {
      isStopped = true
      for (const timer of timers) clearInterval(timer)
      await running
    },
  }
}

export async function checkpoint(embedded: EmbeddedDatabase): Promise<void> {
  await embedded.pool.query('CHECKPOINT')
}

/** One statement per table, so that everybody else gets a turn in between. */
export async function vacuum(embedded: EmbeddedDatabase): Promise<void> {
  for (const table of busyTables) {
    const { rows } = await embedded.pool.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [table])
    if (rows[0]?.exists) await embedded.pool.query(`VACUUM (ANALYZE) ${table}`)
  }
}
