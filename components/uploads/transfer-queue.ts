import type { UploadView } from '#lib/generation/task-view.ts'
import { BrokenConnection } from './call-server.ts'
import type { SniffedFile } from './file-kind.ts'
import { createGate } from './gate.ts'
import type { LocalFacts, LocalProbe } from './local-facts.ts'
import type { ResumeMemory } from './resume-memory.ts'
import { contentOf, type SendJob, type SendOutcome } from './send-file.ts'

/** `paused`: the connection is broken, and it goes on by itself. `failed`: it needs a person. */
export type TransferStage = 'waiting' | 'reading' | 'sending' | 'paused' | 'arrived' | 'failed' | 'done'

/** One file on its way from this browser to the server. Replaced, never changed. */
export interface Transfer {
  key: string
  file: File
  stage: TransferStage
  /** 0 to 1 of reading or sending. */
  progress: number
  /** Why it failed. */
  message: string | null
  facts: LocalFacts | null
  /** Address of a small still, for as long as the page lives. */
  picture: string | null
  upload: UploadView | null
  /** The server had it already, so that nothing was sent. */
  wasKnown: boolean
}

export interface TransferQueue {
  add: (file: File, sniffed: SniffedFile | null) => string
  /** Takes it out; what was sent so far is thrown away. */
  cancel: (key: string) => void
  /** Tries a failed or paused one at once. */
  retry: (key: string) => void
  find: (key: string | undefined) => Transfer | null
  list: () => readonly Transfer[]
  /** Called at every change; `isNews` where more than progress changed. */
  subscribe: (listener: (isNews: boolean) => void) => () => void
  /** Whose files these are. Another person's are stopped. */
  claim: (owner: string) => void
}

/** The parts that need a browser. */
export interface TransferParts {
  memory: ResumeMemory
  probe: (file: File, sniffed: SniffedFile | null) => Promise<LocalProbe | null>
  hash: (file: File, onProgress: (progress: number) => void, signal: AbortSignal) => Promise<string>
  send: (job: SendJob) => Promise<SendOutcome>
  /** Throws away what the server has of a file that is not to come. */
  discard: (session: string) => void
  /** Resolves when a broken connection is worth another try: after a while, when the browser is online again, or when asked to. */
  pause: (attempt: number, signal: AbortSignal) => Promise<void>
  createKey: () => string
  showPicture: (picture: Blob) => string
  dropPicture: (address: string) => void
}

const transferPrefix = 'sending-'

/** What stands for an upload in the draft while it has no id yet. The server's ids never begin like this. */
export function isTransferKey(upload: string | undefined): upload is string {
  return upload?.startsWith(transferPrefix) ?? false
}

export function isUnfinished(transfer: Transfer): boolean {
  return transfer.stage !== 'done'
}

const readersAtOnce = 2
const sendersAtOnce = 2

interface Run {
  stop: AbortController
  /** Ends a pause. */
  wake: AbortController
  sniffed: SniffedFile | null
  content: string | null
}

export function createTransferQueue(parts: TransferParts): TransferQueue {
  const transfers = new Map<string, Transfer>()
  const runs = new Map<string, Run>()
  const listeners = new Set<(isNews: boolean) => void>()
  const readers = createGate(readersAtOnce)
  const senders = createGate(sendersAtOnce)
  const turns = new Map<string, Promise<void>>()
  let owner: string | null = null

  const put = (key: string, patch: Partial<Transfer>) => {
    const transfer = transfers.get(key)
    if (!transfer) return
    transfers.set(key, { ...transfer, ...patch })
    const isNews = Object.keys(patch).some((field) => field !== 'progress')
    for (const listener of listeners) listener(isNews)
  }

  const look = async (key: string, file: File, run: Run) => {
    const probe = await parts.probe(file, run.sniffed).catch(() => null)
    if (!probe || run.stop.signal.aborted) return
    put(key, { facts: probe.facts, picture: probe.picture && parts.showPicture(probe.picture) })
  }

  const read = async (key: string, file: File, run: Run): Promise<string> => {
    put(key, { stage: 'reading', progress: 0 })
    return await parts.hash(file, (progress) => put(key, { progress }), run.stop.signal)
  }

  const send = async (key: string, file: File, sha256: string, run: Run): Promise<SendOutcome> => {
    let hasSent = false
    for (let attempt = 0; ; attempt++) {
      try {
        put(key, { stage: 'sending', message: null })
        const outcome = await parts.send({
          file,
          sha256,
          memory: parts.memory,
          signal: run.stop.signal,
          onProgress: (progress) => {
            attempt = 0
            hasSent = true
            put(key, { progress })
          },
          onArrived: () => put(key, { stage: 'arrived', progress: 1 }),
        })
        // When only the answer was lost, the server knows it from us.
        return outcome.ok && hasSent ? { ...outcome, wasKnown: false } : outcome
      } catch (error) {
        if (!(error instanceof BrokenConnection) || run.stop.signal.aborted) throw error
        put(key, { stage: 'paused' })
        run.wake = new AbortController()
        await parts.pause(attempt, AbortSignal.any([run.stop.signal, run.wake.signal]))
        run.stop.signal.throwIfAborted()
        if (!(await isReadable(file))) return { ok: false, message: unreadable }
      }
    }
  }

  /** The same content twice would fight over one session; the second finds the first there and is not sent. */
  const inTurn = async (content: string, work: () => Promise<SendOutcome>): Promise<SendOutcome> => {
    const mine = (turns.get(content) ?? Promise.resolve()).then(work)
    const settled = mine.then(
      () => {},
      () => {},
    )
    turns.set(content, settled)
    try {
      return await mine
    } finally {
      if (turns.get(content) === settled) turns.delete(content)
    }
  }

  const start = async (key: string, file: File, run: Run) => {
    try {
      const sha256 = await readers.run(run.stop.signal, async () => {
        await look(key, file, run)
        return await read(key, file, run)
      })
      run.content = contentOf({ file, sha256 })
      put(key, { stage: 'waiting', progress: 0 })
      const outcome = await inTurn(run.content, () => senders.run(run.stop.signal, () => send(key, file, sha256, run)))
      if (outcome.ok) put(key, { stage: 'done', upload: outcome.upload, wasKnown: outcome.wasKnown, message: null })
      else put(key, { stage: 'failed', message: outcome.message })
    } catch {
      if (run.stop.signal.aborted) return
      put(key, { stage: 'failed', message: (await isReadable(file)) ? 'This file could not be sent.' : unreadable })
    }
  }

  const begin = (key: string, file: File, sniffed: SniffedFile | null) => {
    const run: Run = { stop: new AbortController(), wake: new AbortController(), sniffed, content: null }
    runs.set(key, run)
    void start(key, file, run)
  }

  const cancel = (key: string) => {
    const transfer = transfers.get(key)
    const run = runs.get(key)
    if (!transfer) return
    run?.stop.abort()
    runs.delete(key)
    transfers.delete(key)
    if (transfer.picture !== null) parts.dropPicture(transfer.picture)
    if (run?.content != null && isUnfinished(transfer)) {
      const session = parts.memory.find(run.content)
      parts.memory.forget(run.content)
      if (session !== null) parts.discard(session)
    }
    for (const listener of listeners) listener(true)
  }

  return {
    add(file, sniffed) {
      const key = `${transferPrefix}${parts.createKey()}`
      transfers.set(key, {
        key,
        file,
        stage: 'waiting',
        progress: 0,
        message: null,
        facts: null,
        picture: null,
        upload: null,
        wasKnown: false,
      })
      begin(key, file, sniffed)
      return key
    },
    cancel,
    retry(key) {
      const transfer = transfers.get(key)
      const run = runs.get(key)
      if (transfer?.stage === 'paused') run?.wake.abort()
      if (transfer?.stage !== 'failed') return
      put(key, { stage: 'waiting', message: null })
      begin(key, transfer.file, run?.sniffed ?? null)
    },
    find: (key) => (key === undefined ? null : (transfers.get(key) ?? null)),
    list: () => [...transfers.values()],
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    claim(next) {
      if (owner !== null && owner !== next) for (const key of [...transfers.keys()]) cancel(key)
      owner = next
    },
  }
}

const unreadable = 'This file cannot be read any more: it was moved or changed. Choose it again.'

async function isReadable(file: File): Promise<boolean> {
  return await file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    )
}
