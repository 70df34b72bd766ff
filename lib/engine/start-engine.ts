import type { PgBoss } from 'pg-boss'
import { type ArchivingTask, findNextDue } from '#lib/data/engine-tasks.ts'
import { type JobName, jobNames } from '#lib/data/queue.ts'
import { releaseLeases, type TaskRow } from '#lib/data/tasks.ts'
import { createEngineViewer, type EngineViewer } from '#lib/data/viewer.ts'
import { archiveClaimed, claimDueArchives, type KeptFilm } from '#lib/services/archive-video.ts'
import { checkClaimed, claimDueChecks } from '#lib/services/check-task.ts'
import { claimDueSubmissions, type Submission } from '#lib/services/claim-place.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { prepareVideo } from '#lib/services/prepare-video.ts'
import { sendSubmission } from '#lib/services/submit-task.ts'
import { settleAbandonedCreates, sweepTasks } from '#lib/services/sweep-tasks.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { startUpkeep } from './start-upkeep.ts'

/** When nothing rings, this is how soon another process's alarm is seen whose notification was lost. */
const longestPauseMs = 1_000
/** Alarms this close together ring together. */
const shortestPauseMs = 50
const usualSweepEveryMs = 15_000
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
  /** For upkeep; without it there is none. */
  boss?: PgBoss
  sweepEveryMs?: number
  /** How long a stop waits for what is under way. */
  stopTimeoutMs?: number
}

/**
 * The task rows are the alarms: `dueAt` says when, a lease says who. Due rows are claimed in one statement, as many as there is room for,
 * and worked side by side, so a slow vendor holds up nobody else's, and what a process had when it died is due again when its lease ends.
 */
export async function startEngine(context: ServiceContext, options: EngineOptions = {}): Promise<Engine> {
  const viewer = createEngineViewer()
  let isStopping = false

  // Nobody else can own the embedded database, so every other process's create is over; on a server only the lease can tell.
  if (context.database.kind === 'embedded') await settleAbandonedCreates(context, viewer, context.workerId)

  const dispatchers = createDispatchers(context, viewer)
  const alarm = createAlarm(context, viewer, dispatchers)
  const listening = await context.queue.listen((job) => {
    if (job === null) alarm.look()
    else alarm.ring(job.name, job.startAfter ?? null)
  })
  alarm.look()

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
  }, options.sweepEveryMs ?? usualSweepEveryMs)
  timer.unref()

  const upkeep = options.boss ? await startUpkeep(context, viewer, options.boss) : null

  const stop = async () => {
    isStopping = true
    clearInterval(timer)
    alarm.stop()
    try {
      await listening.close()
    } catch (error) {
      context.log.warn({ err: error }, 'the database did not hear that this worker stops')
    }
    const finished = Promise.allSettled([sweeping, upkeep?.stop(), ...Object.values(dispatchers).map((dispatcher) => dispatcher.stop())])
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

function createDispatchers(context: ServiceContext, viewer: EngineViewer): Record<JobName | 'prepare', Dispatcher> {
  const onError = (job: JobName | 'prepare') => (error: unknown, taskId: string | null) =>
    context.log.error({ err: error, taskId, job }, taskId === null ? 'due work not claimed' : 'job failed; it is due again later')
  // No alarm of their own: the takes have succeeded, and what a process leaves undone here is upkeep.
  const unprepared: { task: ArchivingTask; film: KeptFilm }[] = []
  const prepare = createDispatcher<(typeof unprepared)[number]>({
    places: 3,
    placesPerAccount: 3,
    claim: async (room, begin) => beginAll(unprepared.splice(0, room.count), room.count, begin),
    work: ({ film }) => prepareVideo(context, viewer, film),
    taskOf: ({ task }) => task,
    onError: onError('prepare'),
  })
  return {
    prepare,
    // All of them mostly wait: for the network, the disk, and copies for their turn at the media process, which does one thing at a time.
    submit: createDispatcher<Submission>({
      // Each that is under way when a process is killed stays unconfirmed.
      places: 24,
      placesPerAccount: 12,
      claim: (room, begin) => claimDueSubmissions(context, viewer, room, begin),
      work: (submission) => sendSubmission(context, viewer, submission),
      taskOf: (submission) => submission.task,
      onError: onError('submit'),
    }),
    check: createDispatcher<TaskRow>({
      places: 256,
      placesPerAccount: 128,
      claim: async (room, begin) => beginAll(await claimDueChecks(context, viewer, room), room.count, begin),
      work: (task) => checkClaimed(context, viewer, task),
      taskOf: (task) => task,
      onError: onError('check'),
    }),
    archive: createDispatcher<ArchivingTask>({
      places: 20,
      placesPerAccount: 16,
      claim: async (room, begin) => beginAll(await claimDueArchives(context, viewer, room), room.count, begin),
      work: async (task) => {
        const film = await archiveClaimed(context, viewer, task)
        if (film === null) return
        unprepared.push({ task, film })
        void prepare.run()
      },
      taskOf: (task) => task,
      onError: onError('archive'),
    }),
  }
}

function beginAll<Work>(claimed: readonly Work[], wanted: number, begin: (work: Work) => void): boolean {
  for (const work of claimed) begin(work)
  return claimed.length === wanted
}

interface Alarm {
  /** Something of this kind is due at that moment, or now. */
  ring(name: JobName, at: Date | null): void
  /** Something may be due: the rows tell what. */
  look(): void
  stop(): void
}

function createAlarm(context: ServiceContext, viewer: EngineViewer, dispatchers: Record<JobName, Dispatcher>): Alarm {
  let isStopped = false
  let isLooking = false
  let mustLookAgain = false
  let timer: NodeJS.Timeout | undefined
  let nextAt = Number.POSITIVE_INFINITY

  const lookAt = (moment: number) => {
    if (isStopped || moment >= nextAt) return
    nextAt = moment
    clearTimeout(timer)
    timer = setTimeout(alarm.look, Math.max(0, moment - context.clock().getTime()))
    timer.unref()
  }

  const look = async (): Promise<void> => {
    do {
      mustLookAgain = false
      nextAt = Number.POSITIVE_INFINITY
      clearTimeout(timer)
      const now = context.clock().getTime()
      let next = now + longestPauseMs
      try {
        const due = await findNextDue(viewer, context.database)
        const finding = jobNames.map(async (name) => {
          const at = due[name]?.getTime() ?? Number.POSITIVE_INFINITY
          if (at > now) next = Math.min(next, Math.max(at, now + shortestPauseMs))
          else if (await dispatchers[name].run()) next = Math.min(next, now + shortestPauseMs)
        })
        await Promise.all(finding)
      } catch (error) {
        context.log.warn({ err: error }, 'due work not found; looking again')
      }
      lookAt(next)
    } while (mustLookAgain && !isStopped)
    isLooking = false
  }

  const alarm: Alarm = {
    ring(name, at) {
      if (isStopped) return
      if (at === null || at.getTime() <= context.clock().getTime()) void dispatchers[name].run()
      else lookAt(at.getTime())
    },
    look() {
      if (isStopped) return
      mustLookAgain = true
      if (isLooking) return
      isLooking = true
      void look()
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
  return alarm
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
