import type { PgBoss } from 'pg-boss'
import { upkeepQueue } from '#lib/data/open-queue.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { claimStorage } from '#lib/services/claim-storage.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { prepareLeftVideos } from '#lib/services/prepare-video.ts'
import { sweepStorage } from '#lib/services/sweep-storage.ts'

export interface Chore {
  work(context: ServiceContext, viewer: EngineViewer): Promise<unknown>
  firstMs: number
  everyMs: number
}

const usualChores: Record<string, Chore> = {
  /** Looking through all of storage costs something, and nothing there is in a hurry. */
  storage: { work: sweepStorage, firstMs: 5 * 60_000, everyMs: 6 * 3_600_000 },
  /** Before anything here is a day old, whoever else sweeps this storage must see that it is not alone. */
  mark: { work: claimStorage, firstMs: 20_000, everyMs: 6 * 3_600_000 },
  /** Whoever archives a film does this at once; a process that died meanwhile left it. */
  prepare: { work: prepareLeftVideos, firstMs: 15_000, everyMs: 15_000 },
}

/**
 * Work that belongs to no task, so that no row can be its alarm. Every process asks for it when it is time, and the queue lets one of all
 * processes do it: never two at once, and as often as if there were one.
 */
export async function startUpkeep(
  context: ServiceContext,
  viewer: EngineViewer,
  boss: PgBoss,
  chores: Readonly<Record<string, Chore>> = usualChores,
): Promise<{ stop(): Promise<void> }> {
  const underWay = new Set<Promise<unknown>>()
  const ask = (name: string, { everyMs }: Chore) => {
    const options = { singletonKey: name, singletonSeconds: everyMs / 1000 }
    boss
      .send(upkeepQueue, { name }, options)
      .catch((error: unknown) => context.log.warn({ err: error, chore: name }, 'upkeep not asked for'))
  }
  const timers = Object.entries(chores).flatMap(([name, chore]) => [
    setTimeout(() => ask(name, chore), chore.firstMs),
    setInterval(() => ask(name, chore), chore.everyMs),
  ])
  for (const timer of timers) timer.unref()
  const options = { pollingIntervalSeconds: 5, localConcurrency: Object.keys(chores).length }
  await boss.work<{ name: string }>(upkeepQueue, options, async (jobs) => {
    for (const { data } of jobs) {
      const working = Promise.resolve(chores[data.name]?.work(context, viewer))
      underWay.add(working)
      try {
        await working
      } catch (error) {
        context.log.warn({ err: error, chore: data.name }, 'upkeep failed; the next round tries again')
      } finally {
        underWay.delete(working)
      }
    }
  })
  return {
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      await boss.offWork(upkeepQueue, { wait: false })
      await Promise.allSettled(underWay)
    },
  }
}
