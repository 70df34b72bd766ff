import type { Logger } from 'pino'
import type { Database } from '#lib/data/database.ts'
import type { Queue } from '#lib/data/queue.ts'
import type { Secrets } from '#lib/data/secrets.ts'
import type { Env } from '#lib/env.ts'
import type { Media } from '#lib/media/media.ts'
import type { Sandbox } from '#lib/sandbox/sandbox.ts'
import type { Storage } from '#lib/storage/storage.ts'
import type { SafeFetch } from '#lib/transport/safe-fetch.ts'
import type { CallMetrics } from './call-metrics.ts'

/** Everything a use case needs from outside; built once per process by `lib/runtime.ts`, and per test by the tests. */
export interface ServiceContext {
  env: Env
  secrets: Secrets
  database: Database
  queue: Queue
  storage: Storage
  media: Media
  /** Null when SANDBOX=off. */
  sandbox: Sandbox | null
  /** For every address that somebody else chose. */
  safeFetch: SafeFetch
  /** Names this process in leases; unique per start. */
  workerId: string
  /** What this process has called at vendors. */
  metrics: CallMetrics
  clock: () => Date
  log: Logger
}
