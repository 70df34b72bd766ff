import { type Env, parseEnv } from '#lib/env.ts'
import { createRuntime, type Runtime } from '#lib/runtime.ts'
import { type MetricsServer, serveMetrics } from '#lib/services/serve-metrics.ts'

export interface Worker {
  /** Where this process answers Prometheus; null without METRICS_PORT. */
  metricsPort: number | null
  stop(): Promise<void>
}

/** A process that only runs jobs, beside web processes on the same PostgreSQL server. */
export async function runWorker(source: Record<string, string | undefined>): Promise<Worker | { mistakes: string[] }> {
  const parsed = parseEnv({ ...source, WORKER: 'inline' })
  if (!parsed.ok) return { mistakes: parsed.mistakes }
  const { env } = parsed
  if (env.DATABASE_URL === undefined)
    return { mistakes: ['DATABASE_URL: a worker needs a PostgreSQL server; the embedded database belongs to the web process alone.'] }
  const runtime = await createRuntime(env)
  let metrics: MetricsServer | null = null
  try {
    // Before the first job: a port that is taken must not stop a worker that has begun.
    metrics = await listenForMetrics(runtime, env)
    await runtime.start()
  } catch (error) {
    await metrics?.close()
    await runtime.stop()
    throw error
  }
  return {
    metricsPort: metrics?.port ?? null,
    async stop() {
      await metrics?.close()
      await runtime.stop()
    },
  }
}

async function listenForMetrics(runtime: Runtime, env: Env): Promise<MetricsServer | null> {
  if (env.METRICS_PORT === undefined) return null
  try {
    return await serveMetrics(runtime.context, { host: env.HOST, port: env.METRICS_PORT })
  } catch (error) {
    throw new Error(`METRICS_PORT: cannot listen on ${env.HOST}:${env.METRICS_PORT} (${error instanceof Error ? error.message : error})`)
  }
}
