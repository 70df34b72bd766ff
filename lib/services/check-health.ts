import { z } from 'zod'
import type { ServiceContext } from './context.ts'

export const healthSchema = z.object({ ok: z.boolean(), database: z.boolean(), queue: z.boolean(), storage: z.boolean() })
export type Health = z.infer<typeof healthSchema>

const timeoutMs = 5_000
/** Whoever may ask without a key may not make us write files as often as they like. */
const rememberMs = 1_000

const remembered = new WeakMap<ServiceContext, { at: number; health: Promise<Health> }>()

/** Whether each part answers; why one does not is in the log only. */
export function checkHealth(context: ServiceContext): Promise<Health> {
  const now = performance.now()
  const recent = remembered.get(context)
  if (recent && now - recent.at < rememberMs) return recent.health
  const health = measure(context)
  remembered.set(context, { at: now, health })
  return health
}

async function measure(context: ServiceContext): Promise<Health> {
  const [database, queue, storage] = await Promise.all([
    answers(context, 'database', () => context.database.check()),
    answers(context, 'queue', async () => {
      await context.database.pool.query('SELECT version FROM pgboss.version')
    }),
    answers(context, 'storage', () => context.storage.check()),
  ])
  return { ok: database && queue && storage, database, queue, storage }
}

async function answers(context: ServiceContext, part: string, check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    await Promise.race([check(), timeout])
    return true
  } catch (error) {
    context.log.warn({ err: error, part }, 'health check failed')
    return false
  } finally {
    clearTimeout(timer)
  }
}
