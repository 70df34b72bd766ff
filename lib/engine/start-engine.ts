import type { PgBoss } from 'pg-boss'
import { type JobName, jobNames } from '#lib/data/queue.ts'
import { releaseLeases } from '#lib/data/tasks.ts'
import { createEngineViewer, type EngineViewer } from '#lib/data/viewer.ts'
import { addMissingCompanions } from '#lib/services/add-missing-companions.ts'
import { archiveVideo } from '#lib/services/archive-video.ts'
import { checkTask } from '#lib/services/check-task.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { submitTask } from '#lib/services/submit-task.ts'
import { sweepStorage } from '#lib/services/sweep-storage.ts'
import { settleAbandonedCreates, sweepTasks } from '#lib/services/sweep-tasks.ts'
import { createLimiter } from './limiter.ts'

type TaskService = (context: ServiceContext, viewer: EngineViewer, taskId: string) => Promise<void>

const serviceOf: Record<JobName, TaskService> = { submit: submitTask, check: checkTask, archive: archiveVideo }

/** How many of a kind run at once in one process: creates and checks mostly wait for the network, archives use disk and processor. */
const concurrencyOf: Record<JobName, number> = { submit: 16, check: 32, archive: 3 }
/** Alarms fetched at once; a full batch is followed by the next without a pause. */
const batchSize = 40
const usualSweepEveryMs = 15_000
/** Looking through all of storage costs something, and nothing there is in a hurry. */
const storageSweepEveryMs = 6 * 3_600_000
const firstStorageSweepMs = 5 * 60_000
/** With what follows, the process is gone within ten seconds of SIGTERM. */
const usualStopTimeoutMs = 6_000

export interface Engine {
  /**
   * Takes no new work and waits for what is under way; what does not end in time is handed back, but for a create: nobody else may send
   * that again. The second call waits with the first.
   */
  stop(): Promise<void>
}

export interface EngineOptions {
  sweepEveryMs?: number
  /** How long a stop waits for what is under way. */
  stopTimeoutMs?: number
}

/**
 * A job is only an alarm: it is acknowledged as soon as its task's work is under way in this process, and the task row alone says what is
 * to be done. So a slow vendor holds up nobody else's alarm, and a job that is lost, late or doubled costs nothing: the row's lease and
 * its compare-and-set moves decide, and the sweep rings again for every task that is overdue.
 */
export async function startEngine(context: ServiceContext, boss: PgBoss, options: EngineOptions = {}): Promise<Engine> {
  const viewer = createEngineViewer()
  const underWay = new Set<Promise<void>>()
  let isStopping = false
  const stopped = Promise.withResolvers<null>()

  // Nobody else can own the embedded database, so every other process's create is over; on a server only the lease can tell.
  if (context.database.kind === 'embedded') await settleAbandonedCreates(context, viewer, context.workerId)

  for (const name of jobNames) {
    const limiter = createLimiter(concurrencyOf[name])
    const service = serviceOf[name]
    const work = { batchSize, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }
    await boss.work<{ taskId: string }>(name, work, async (jobs) => {
      for (const { data } of jobs) {
        // Waiting here, when this process is full, leaves the rest of the queue to other workers.
        const release = await Promise.race([limiter.acquire(), stopped.promise])
        // What this process fetched and will not begin is found by the sweep of another, or of the next start.
        if (release === null || isStopping) return
        const running = service(context, viewer, data.taskId)
          .catch((error: unknown) =>
            context.log.error({ err: error, taskId: data.taskId, job: name }, 'job failed; the sweep will ring again'),
          )
          .finally(() => {
            release()
            underWay.delete(running)
          })
        underWay.add(running)
      }
    })
  }

  const sweep = async () => {
    if (isStopping) return
    try {
      await sweepTasks(context, viewer)
    } catch (error) {
      context.log.error({ err: error }, 'sweep failed; the next one tries again')
    }
  }
  // Not in the sweep: a copy in another codec may take minutes.
  let complementing: Promise<void> | null = null
  const complement = () => {
    if (isStopping || complementing) return
    complementing = addMissingCompanions(context, viewer)
      .catch((error: unknown) => context.log.warn({ err: error }, 'no preview for an older take; trying again'))
      .finally(() => {
        complementing = null
      })
  }
  let sweeping = sweep()
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep)
    complement()
  }, options.sweepEveryMs ?? usualSweepEveryMs)
  timer.unref()

  let sweepingStorage: Promise<unknown> | null = null
  const sweepFiles = () => {
    if (isStopping || sweepingStorage) return
    sweepingStorage = sweepStorage(context, viewer)
      .catch((error: unknown) => context.log.warn({ err: error }, 'storage not swept; the next sweep tries again'))
      .finally(() => {
        sweepingStorage = null
      })
  }
  const firstStorageTimer = setTimeout(sweepFiles, firstStorageSweepMs)
  const storageTimer = setInterval(sweepFiles, storageSweepEveryMs)
  firstStorageTimer.unref()
  storageTimer.unref()

  const stop = async () => {
    isStopping = true
    clearTimeout(firstStorageTimer)
    clearInterval(storageTimer)
    stopped.resolve(null)
    clearInterval(timer)
    try {
      await Promise.all(jobNames.map((name) => boss.offWork(name, { wait: false })))
    } catch (error) {
      context.log.warn({ err: error }, 'the queue did not hear that this worker stops')
    }
    const finished = Promise.allSettled([sweeping, sweepingStorage, complementing, ...underWay])
    const patience = new Promise<void>((resolve) => setTimeout(resolve, options.stopTimeoutMs ?? usualStopTimeoutMs).unref())
    await Promise.race([finished, patience])
    await handBack(context, viewer)
  }
  let stopping: Promise<void> | null = null
  return {
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

async function handBack(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  try {
    const count = await releaseLeases(viewer, context.database.client, context.workerId, context.clock())
    if (count > 0) context.log.info({ count }, 'unfinished work handed back')
  } catch (error) {
    // The leases run out by themselves.
    context.log.warn({ err: error }, 'unfinished work not handed back')
  }
}
