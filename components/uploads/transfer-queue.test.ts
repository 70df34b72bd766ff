import { describe, expect, test } from 'vitest'
import type { UploadView } from '#lib/generation/task-view.ts'
import { BrokenConnection } from './call-server.ts'
import { contentOf, type SendJob, type SendOutcome } from './send-file.ts'
import { createTransferQueue, isTransferKey, type TransferStage } from './transfer-queue.ts'

const arrived = (id: string): SendOutcome => ({ ok: true, upload: { id } as UploadView, wasKnown: false })

/** A queue whose browser and server wait for the test to act. */
function createHouse() {
  const sending: (SendJob & { answer: (outcome: SendOutcome) => void; breakOff: () => void })[] = []
  const pauses: { attempt: number; signal: AbortSignal; end: () => void }[] = []
  const discarded: string[] = []
  const dropped: string[] = []
  const sessions = new Map<string, string>()
  let keys = 0
  const queue = createTransferQueue({
    memory: {
      find: (content) => sessions.get(content) ?? null,
      keep: (content, session) => void sessions.set(content, session),
      forget: (content) => void sessions.delete(content),
    },
    probe: async (file) => ({
      facts: { kind: 'image', container: 'png', width: file.size, height: 1, duration: null, videoCodec: null, audioCodec: null },
      picture: new Blob(['still']),
    }),
    hash: async (file) => `hash of ${await file.text()}`,
    send: (job) =>
      new Promise((answer, reject) => {
        job.signal.addEventListener('abort', () => reject(new Error('stopped')))
        sending.push({ ...job, answer, breakOff: () => reject(new BrokenConnection()) })
      }),
    discard: (session) => discarded.push(session),
    pause: (attempt, signal) =>
      new Promise((end) => {
        signal.addEventListener('abort', () => end())
        pauses.push({ attempt, signal, end })
      }),
    createKey: () => String(++keys),
    showPicture: () => `blob:${keys}`,
    dropPicture: (address) => dropped.push(address),
  })
  const add = (content: string, name = `${content}.png`) => queue.add(new File([content], name), null)
  const stageOf = (key: string) => queue.find(key)?.stage
  /** Resolves as soon as the queue has come so far. */
  const until = async (isSo: () => boolean) => {
    if (isSo()) return
    await new Promise<void>((resolve) => {
      const leave = queue.subscribe(() => {
        if (!isSo()) return
        leave()
        resolve()
      })
    })
  }
  const comesTo = (key: string, stage: TransferStage) => until(() => stageOf(key) === stage)
  /** All that could go on without the test has gone on. */
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { queue, add, stageOf, comesTo, settled, sending, pauses, discarded, dropped, sessions }
}

describe('a file', () => {
  test('is looked at, read, sent, and ends as an upload', async () => {
    const { queue, add, comesTo, sending } = createHouse()
    const seen: TransferStage[] = []
    queue.subscribe(() => {
      const stage = queue.list()[0]?.stage
      if (stage && stage !== seen.at(-1)) seen.push(stage)
    })
    const key = add('a')
    expect(isTransferKey(key)).toBe(true)
    await comesTo(key, 'sending')
    expect(queue.find(key)).toMatchObject({ facts: { width: 1 }, picture: 'blob:1' })
    sending[0]?.onProgress(0.5)
    expect(queue.find(key)?.progress).toBe(0.5)
    sending[0]?.onArrived()
    sending[0]?.answer(arrived('one'))
    await comesTo(key, 'done')
    expect(queue.find(key)).toMatchObject({ upload: { id: 'one' }, progress: 1, message: null })
    expect(seen).toEqual(['waiting', 'reading', 'waiting', 'sending', 'arrived', 'done'])
  })

  test('that the server refuses says why, and is sent again when asked to', async () => {
    const { queue, add, comesTo, sending } = createHouse()
    const key = add('a')
    await comesTo(key, 'sending')
    sending[0]?.answer({ ok: false, message: 'This file is damaged.' })
    await comesTo(key, 'failed')
    expect(queue.find(key)?.message).toBe('This file is damaged.')
    queue.retry(key)
    await comesTo(key, 'sending')
    sending[1]?.answer(arrived('one'))
    await comesTo(key, 'done')
    expect(queue.find(key)?.message).toBeNull()
  })

  test('that cannot be read any more is told to be chosen again', async () => {
    const { queue, comesTo } = createHouse()
    const file = new File(['a'], 'a.png')
    const gone = Object.assign(file, {
      text: () => Promise.reject(new Error('gone')),
      slice: () => ({ arrayBuffer: () => Promise.reject() }),
    })
    const key = queue.add(gone, null)
    await comesTo(key, 'failed')
    expect(queue.find(key)?.message).toContain('Choose it again')
  })

  test('of which only the answer was lost is not told as one that was there before', async () => {
    const { queue, add, comesTo, sending, pauses, settled } = createHouse()
    const key = add('a')
    await comesTo(key, 'sending')
    sending[0]?.onProgress(1)
    sending[0]?.breakOff()
    await comesTo(key, 'paused')
    await settled()
    pauses[0]?.end()
    await comesTo(key, 'sending')
    sending[1]?.answer({ ...arrived('one'), wasKnown: true } as SendOutcome)
    await comesTo(key, 'done')
    expect(queue.find(key)?.wasKnown).toBe(false)
  })
})

describe('a broken connection', () => {
  test('is tried again after ever longer pauses, which progress makes short again', async () => {
    const { add, comesTo, sending, pauses, settled } = createHouse()
    const key = add('a')
    for (const [index, hasMoved] of [false, false, true, false].entries()) {
      await comesTo(key, 'sending')
      await settled()
      if (hasMoved) sending[index]?.onProgress(0.1)
      sending[index]?.breakOff()
      await comesTo(key, 'paused')
      await settled()
      pauses[index]?.end()
    }
    expect(pauses.map(({ attempt }) => attempt)).toEqual([0, 1, 0, 1])
  })

  test('is tried again at once when a person asks for it', async () => {
    const { queue, add, comesTo, sending, pauses, settled } = createHouse()
    const key = add('a')
    await comesTo(key, 'sending')
    sending[0]?.breakOff()
    await comesTo(key, 'paused')
    await settled()
    expect(pauses[0]?.signal.aborted).toBe(false)
    queue.retry(key)
    await comesTo(key, 'sending')
    expect(sending).toHaveLength(2)
  })
})

describe('taking a file out', () => {
  test('stops it and throws away what the server has of it', async () => {
    const { queue, add, comesTo, sending, sessions, discarded, dropped } = createHouse()
    const key = add('a')
    await comesTo(key, 'sending')
    const content = contentOf({ file: new File(['a'], 'a.png'), sha256: 'hash of a' })
    sessions.set(content, 'session')
    queue.cancel(key)
    expect(queue.find(key)).toBeNull()
    expect(sending[0]?.signal.aborted).toBe(true)
    expect([discarded, dropped, sessions.size]).toEqual([['session'], ['blob:1'], 0])
  })

  test('that is here already leaves it on the server', async () => {
    const { queue, add, comesTo, sending, discarded } = createHouse()
    const key = add('a')
    await comesTo(key, 'sending')
    sending[0]?.answer(arrived('one'))
    await comesTo(key, 'done')
    queue.cancel(key)
    expect([queue.list(), discarded]).toEqual([[], []])
  })

  test('lets the next one in', async () => {
    const { queue, add, comesTo, stageOf, settled } = createHouse()
    const [first, second, third] = [add('a'), add('b'), add('c')]
    await comesTo(first, 'sending')
    await comesTo(second, 'sending')
    await settled()
    expect(stageOf(third)).toBe('waiting')
    queue.cancel(first)
    await comesTo(third, 'sending')
  })
})

test('the same content brought twice is sent once at a time', async () => {
  const { add, comesTo, stageOf, sending, settled } = createHouse()
  const [first, second] = [add('a', 'one.png'), add('a', 'two.png')]
  await comesTo(first, 'sending')
  await settled()
  expect([stageOf(second), sending.length]).toEqual(['waiting', 1])
  sending[0]?.answer({ ok: false, message: 'This file is damaged.' })
  await comesTo(second, 'sending')
  expect(stageOf(first)).toBe('failed')
})

test('whoever signs in next finds nothing of another person’s files', async () => {
  const { queue, add, comesTo, sending } = createHouse()
  queue.claim('ana')
  const key = add('a')
  await comesTo(key, 'sending')
  queue.claim('ana')
  expect(queue.list()).toHaveLength(1)
  queue.claim('ben')
  expect(queue.list()).toHaveLength(0)
  expect(sending[0]?.signal.aborted).toBe(true)
})
