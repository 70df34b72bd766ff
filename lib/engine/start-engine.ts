import type { PgBoss } from 'pg-boss'
import { type JobName, jobNames } from '#lib/data/queue.ts'
import { createEngineViewer, type EngineViewer } from '#lib/data/viewer.ts'
import { archiveVideo } from '#lib/services/archive-video.ts'
import { checkTask } from '#lib/services/check-task.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { submitTask } from '#lib/services/submit-task.ts'
import { settleAbandonedCreates, sweepTasks } from '#lib/services/sweep-tasks.ts'
import { createLimiter } from './limiter.ts'

type TaskService = (context: ServiceContext, viewer: EngineViewer, taskId: string) => Promise<void>

const serviceOf: Record<JobName, TaskService> = { submit: submitTask, check: checkTask, archive: archiveVideo }

/** How many of a kind run at once in one process: creates and checks mostly wait for the network, archives use disk and processor. */
const concurrencyOf: Record<JobName, number> = { submit: 16, check: 32, archive: 3 }
const batchSize = 20
const sweepEveryMs = 15_000
const stopTimeoutMs = 8_000

export interface Engine {
  /** Takes no new work and waits for what is under way; what does not end in time is found by the next start's sweep. */
  stop(): Promise<void>
}

/**
 * A job is only an alarm: it is acknowledged as soon as its task's work is under way in this process, and the task row alone says what is
 * to be done. So a slow vendor holds up nobody else's alarm, and a job that is lost, late or doubled costs nothing: the row's lease and
 * its compare-and-set moves decide, and the sweep rings again for every task that is overdue.
 */
export async function startEngine(context: ServiceContext, boss: PgBoss): Promise<Engine> {
  const viewer = createEngineViewer()
  const underWay = new Set<Promise<void>>()
  let isStopping = false

  // Nobody else can own the embedded database, so every other process's create is over; on a server only the lease can tell.
  if (context.database.kind === 'embedded') await settleAbandonedCreates(context, viewer, context.workerId)

  for (const name of jobNames) {
    const limiter = createLimiter(concurrencyOf[name])
    const service = serviceOf[name]
    const options = { batchSize, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 }
    await boss.work<{ taskId: string }>(name, options, async (jobs) => {
      for (const { data } of jobs) {
        // Waiting here, when this process is full, leaves the rest of the queue to other workers.
        const release = await limiter.acquire()
        const work = service(context, viewer, data.taskId)
          .catch((error: unknown) =>
            context.log.error({ err: error, taskId: data.taskId, job: name }, 'job failed; the sweep will ring again'),
          )
          .finally(() => {
            release()
            underWay.delete(work)
          })
        underWay.add(work)
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
  let sweeping = sweep()
  const timer = setInterval(() => {
    sweeping = sweeping.then(sweep)
  }, sweepEveryMs)
  timer.unref()

  return {
    async stop() {
      isStopping = true
      clearInterval(timer)
      await Promise.all(jobNames.map((name) => boss.offWork(name, { wait: false })))
      const finished = Promise.allSettled([sweeping, ...underWay])
      const patience = new Promise<void>((resolve) => setTimeout(resolve, stopTimeoutMs).unref())
      await Promise.race([finished, patience])
    },
  }
}
