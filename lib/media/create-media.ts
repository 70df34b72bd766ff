import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { limitMemory } from './limit-memory.ts'
import type { Media, ProbeResult } from './media.ts'
import type { MediaAnswer, MediaOutcome, MediaWork } from './media-job.ts'

/** A render may take a minute on a busy laptop; it must not hold up the probe of an upload, nor films' posters a frame that somebody waits for. */
type Lane = 'quick' | 'prepare' | 'edit' | 'render'

interface PendingJob {
  id: number
  lane: Lane
  work: MediaWork
  /** Set after a crash: it may be the job that crashes, so it runs with nobody beside it. */
  isAlone: boolean
  timer: NodeJS.Timeout | null
  resolve(outcome: MediaOutcome): void
}

export interface MediaOptions {
  /** How long the child process may sit idle before it is let go. */
  idleMs?: number
  /** After this a job is given up and the child process with it. */
  quickTimeoutMs?: number
  /** The same for finding out what a file is: somebody waits for that, and what takes longer was made to. */
  probeTimeoutMs?: number
  renderTimeoutMs?: number
  /** More than this the child process cannot take, stacks and what is only set aside included. */
  maxMemoryBytes?: number
  /** For the log: what could not be done, and why. */
  onFailure?(kind: MediaWork['kind'], reason: string): void
  /** The program of the child process; tests give one that crashes. */
  program?: string
}

/** The child inherits no settings and no secrets: it reads files that strangers made. */
function childEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, TEMP, LANG, SystemRoot } = process.env
  return { PATH, HOME, TMPDIR, TEMP, LANG, SystemRoot, NODE_ENV: process.env.NODE_ENV ?? 'production' }
}

/** Rendering 4K sets 2.5 GB aside and uses 1 GB on two cores (measured 2026-11-21); codecs work on as many frames at once as there are cores. */
function usualMemoryBytes(): number {
  return 4 * 1024 ** 3 + availableParallelism() * 256 * 1024 ** 2
}

function isProbe(work: MediaWork): boolean {
  return work.kind === 'probe' || work.kind === 'outline'
}

export function createMedia(options: MediaOptions = {}): Media & { processId(): number | null } {
  const idleMs = options.idleMs ?? 20_000
  const timeoutMs: Record<Lane, number> = {
    quick: options.quickTimeoutMs ?? 60_000,
    prepare: options.quickTimeoutMs ?? 60_000,
    edit: options.renderTimeoutMs ?? 300_000,
    render: options.renderTimeoutMs ?? 300_000,
  }
  const probeTimeoutMs = options.probeTimeoutMs ?? 30_000
  const maxMemoryBytes = options.maxMemoryBytes ?? usualMemoryBytes()
  // The server is bundled, so this file's own place says nothing; the process always runs from the root of the project.
  const program = options.program ?? path.join(process.cwd(), 'lib', 'media', 'media-process.ts')

  const waiting: PendingJob[] = []
  const running = new Map<number, PendingJob>()
  let child: ChildProcess | null = null
  let idleTimer: NodeJS.Timeout | null = null
  let nextId = 1
  let isClosed = false

  function settle(job: PendingJob, outcome: MediaOutcome) {
    running.delete(job.id)
    if (job.timer) clearTimeout(job.timer)
    if (outcome.kind === 'failed') options.onFailure?.(job.work.kind, outcome.reason)
    job.resolve(outcome)
  }

  function releaseChild() {
    const released = child
    child = null
    released?.kill('SIGKILL')
    return released
  }

  function handleExit(exited: ChildProcess) {
    if (child !== exited) return
    child = null
    const interrupted = [...running.values()]
    running.clear()
    // Each is put in front of the last, so that a probe does not wait for a render to run alone.
    for (const job of interrupted.sort((a, b) => timeoutMs[b.lane] - timeoutMs[a.lane])) {
      if (job.timer) clearTimeout(job.timer)
      // A codec may take the process down after its own job was done, and two lanes share it: whoever was there may be innocent, and gets
      // one more run, alone.
      if (job.isAlone) settle(job, { kind: 'failed', reason: 'the media process crashed' })
      else waiting.unshift({ ...job, isAlone: true, timer: null })
    }
    advance()
  }

  function requireChild(): ChildProcess {
    if (child) return child
    const started = fork(/* turbopackIgnore: true */ program, [], {
      execPath: process.execPath,
      execArgv: ['--no-warnings', '--max-old-space-size=768'],
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    if (started.pid !== undefined) limitMemory(started.pid, maxMemoryBytes)
    started.on('message', (answer: MediaAnswer) => {
      const job = running.get(answer.id)
      if (!job) return
      settle(job, answer.outcome)
      advance()
    })
    started.on('error', () => handleExit(started))
    started.on('exit', () => handleExit(started))
    child = started
    return started
  }

  /** The child keeps this process alive only while somebody waits for an answer. */
  function updateHold() {
    if (!child) return
    if (running.size > 0) {
      child.ref()
      child.channel?.ref()
    } else {
      child.unref()
      child.channel?.unref()
    }
  }

  function findNext(): PendingJob | undefined {
    const isAloneRunning = [...running.values()].some((job) => job.isAlone)
    if (isAloneRunning) return undefined
    const busyLanes = new Set([...running.values()].map((job) => job.lane))
    const index = waiting.findIndex((job) => (job.isAlone ? running.size === 0 : !busyLanes.has(job.lane)))
    if (index === -1) return undefined
    return waiting.splice(index, 1)[0]
  }

  function advance() {
    if (idleTimer) clearTimeout(idleTimer)
    idleTimer = null
    for (let job = findNext(); job; job = findNext()) {
      const started = job
      running.set(started.id, started)
      started.timer = setTimeout(
        () => {
          settle(started, { kind: 'failed', reason: 'the media process took too long' })
          const stuck = releaseChild()
          if (stuck) restartOthers()
        },
        isProbe(started.work) ? probeTimeoutMs : timeoutMs[started.lane],
      )
      requireChild().send({ id: started.id, work: started.work }, (error) => {
        if (error && running.has(started.id)) handleSendFailure(started)
      })
    }
    updateHold()
    if (child && running.size === 0) {
      idleTimer = setTimeout(releaseChild, idleMs)
      idleTimer.unref()
    }
  }

  /** The process was let go because of one job; the job in the other lane did nothing wrong and starts again. */
  function restartOthers() {
    const others = [...running.values()]
    running.clear()
    for (const job of others) {
      if (job.timer) clearTimeout(job.timer)
      waiting.unshift({ ...job, timer: null })
    }
    advance()
  }

  function handleSendFailure(job: PendingJob) {
    settle(job, { kind: 'failed', reason: 'the media process could not be reached' })
    advance()
  }

  function perform(lane: Lane, work: MediaWork): Promise<MediaOutcome> {
    if (isClosed) return Promise.resolve({ kind: 'failed', reason: 'media is closed' })
    return new Promise((resolve) => {
      waiting.push({ id: nextId++, lane, work, isAlone: false, timer: null, resolve })
      advance()
    })
  }

  return {
    async probe(filePath): Promise<ProbeResult> {
      const outcome = await perform('quick', { kind: 'probe', filePath })
      return outcome.kind === 'probed' ? outcome.result : { ok: false, reason: 'damaged' }
    },
    async probeOutline(outline) {
      const outcome = await perform('quick', { kind: 'outline', ...outline })
      return outcome.kind === 'outlined' ? outcome.result : { ok: false, reason: 'damaged' }
    },
    async poster(filePath, outputPath) {
      const outcome = await perform('prepare', { kind: 'poster', filePath, outputPath })
      return outcome.kind === 'done'
    },
    async thumbnail(filePath, outputPath) {
      const outcome = await perform('quick', { kind: 'thumbnail', filePath, outputPath })
      return outcome.kind === 'done'
    },
    async grabFrame(filePath, outputPath, at) {
      const outcome = await perform('quick', { kind: 'frame', filePath, outputPath, at })
      return outcome.kind === 'grabbed' ? outcome.at : null
    },
    async preview(filePath, outputPath) {
      const outcome = await perform('prepare', { kind: 'preview', filePath, outputPath })
      return outcome.kind === 'previewed' ? outcome.strip : null
    },
    async playable(filePath, outputPath) {
      // Most files need nothing, and must not wait behind a render to be told so.
      const looked = await perform('prepare', { kind: 'playable', filePath, outputPath, mayEncode: false })
      const needsRender = looked.kind === 'playable' && looked.result === 'must_encode'
      const outcome = needsRender ? await perform('render', { kind: 'playable', filePath, outputPath, mayEncode: true }) : looked
      return outcome.kind === 'playable' && outcome.result !== 'must_encode' ? outcome.result : 'failed'
    },
    async cutClip(filePath, outputPath, cut) {
      const outcome = await perform('edit', { kind: 'cut', filePath, outputPath, cut })
      return outcome.kind === 'cut' ? outcome.result : 'failed'
    },
    async convertPicture(filePath, outputPath, conversion) {
      const outcome = await perform('edit', { kind: 'convert', filePath, outputPath, conversion })
      return outcome.kind === 'done'
    },
    async tidyPicture(filePath, outputPath) {
      const outcome = await perform('quick', { kind: 'tidy', filePath, outputPath })
      return outcome.kind === 'tidied' ? (outcome.result ?? 'as_it_is') : 'failed'
    },
    async stripClip(filePath) {
      const outcome = await perform('quick', { kind: 'strip', filePath })
      return outcome.kind === 'stripped' ? outcome.result : null
    },
    async renderAnimatic(animatic, outputPath) {
      const outcome = await perform('render', { kind: 'animatic', animatic, outputPath })
      return outcome.kind === 'done'
    },
    async close() {
      isClosed = true
      if (idleTimer) clearTimeout(idleTimer)
      const closing = child
      closing?.ref()
      const gone = closing ? new Promise((resolve) => closing.once('exit', resolve)) : null
      releaseChild()
      for (const job of [...running.values(), ...waiting.splice(0)]) settle(job, { kind: 'failed', reason: 'media is closed' })
      await gone
    },
    processId: () => child?.pid ?? null,
  }
}
