import { parseEnv } from '#lib/env.ts'
import { createRuntime } from '#lib/runtime.ts'

/** A process that only runs jobs, beside web processes on the same PostgreSQL server. */
export async function runWorker(source: Record<string, string | undefined>): Promise<{ stop(): Promise<void> } | { mistakes: string[] }> {
  const parsed = parseEnv({ ...source, WORKER: 'inline' })
  if (!parsed.ok) return { mistakes: parsed.mistakes }
  if (parsed.env.DATABASE_URL === undefined)
    return { mistakes: ['DATABASE_URL: a worker needs a PostgreSQL server; the embedded database belongs to the web process alone.'] }
  const runtime = await createRuntime(parsed.env)
  await runtime.start()
  return runtime
}
