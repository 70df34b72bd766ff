import { listRecentDurations } from '#lib/data/tasks.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ServiceContext } from './context.ts'

interface History {
  seconds: Promise<readonly number[]>
  readAt: number
}

/** Per model; read again after a minute, so that a page of fifty running takes, or as many that ask at once, cost one query. */
const histories = new WeakMap<ServiceContext, Map<string, History>>()
const historyMs = 60_000

/** How long this installation's last takes of a model took at the vendor, in seconds, shortest first. */
export async function listPastDurations(
  context: ServiceContext,
  task: { vendor: VendorId; model: string; isSandbox: boolean },
): Promise<readonly number[]> {
  const now = context.clock().getTime()
  const cache = histories.get(context) ?? new Map<string, History>()
  histories.set(context, cache)
  const key = `${task.vendor}/${task.model}/${task.isSandbox}`
  const known = cache.get(key)
  if (known && now - known.readAt <= historyMs) return known.seconds
  const seconds = readSorted(context, task)
  const history = { seconds, readAt: now }
  cache.set(key, history)
  seconds.catch(() => cache.get(key) === history && cache.delete(key))
  return seconds
}

async function readSorted(context: ServiceContext, task: { vendor: VendorId; model: string; isSandbox: boolean }) {
  const found = await listRecentDurations(context.database.client, task.vendor, task.model, task.isSandbox)
  return found.toSorted((a, b) => a - b)
}

/** The value below which that share of the samples lies, or null with too few of them to tell. */
export function quantile(sorted: readonly number[], share: number, fewestSamples: number): number | null {
  if (sorted.length < fewestSamples) return null
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}
