import type { TaskRow } from '#lib/data/tasks.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { listPastDurations, quantile } from './past-durations.ts'

/** While most takes finish; afterwards the vendor's own steady pace. */
const quickMs = 180_000
/** However long takes usually run, one that fails early or tells its progress is heard of within this time. */
const longestGapMs = 60_000
const fewestSamples = 5

/** When to ask for a running task again. */
export async function nextCheckMs(context: ServiceContext, task: TaskRow, ageMs: number): Promise<number> {
  // The sandbox is next door and quick.
  if (task.isSandbox) return ageMs === 0 ? Math.min(2_000, context.env.SANDBOX_RENDER_SECONDS * 1000 + 300) : 1_000
  const past = await listPastDurations(context, task)
  return jitter(scheduledGapMs(vendors[task.vendor].pollSeconds.value, quantile(past, 0.25, fewestSamples), ageMs))
}

/**
 * A take is asked for first when a quarter of its kind were done, as this installation knows them, then as quickly as the vendor allows
 * in the first minutes, then at its steady pace.
 */
export function scheduledGapMs(pace: { first: number; steady: number }, quarterDoneSeconds: number | null, ageMs: number): number {
  const usualMs = (ageMs < quickMs ? Math.min(pace.first, pace.steady) : pace.steady) * 1000
  if (quarterDoneSeconds === null) return ageMs === 0 ? pace.first * 1000 : usualMs
  return Math.max(usualMs, Math.min(longestGapMs, quarterDoneSeconds * 1000 - ageMs))
}

/** ±10 %, so that takes sent together are not asked for together for ever. */
export function jitter(ms: number): number {
  return Math.round(ms * (0.9 + Math.random() * 0.2))
}
