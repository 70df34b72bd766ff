import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Animatic } from './animatic.ts'
import { createMedia, type MediaOptions } from './create-media.ts'

const program = path.join(import.meta.dirname, 'testing', 'unsteady-process.ts')

const animatic: Animatic = {
  title: 'x',
  credit: 'x',
  width: 64,
  height: 64,
  durationSeconds: 1,
  layout: 'title',
  pictures: [],
  clips: [],
  seed: null,
  sound: false,
  watermark: false,
  cameraFixed: false,
}

function open(options: MediaOptions = {}) {
  const failures: string[] = []
  const media = createMedia({ program, onFailure: (kind, reason) => failures.push(`${kind}: ${reason}`), ...options })
  return { media, failures, [Symbol.asyncDispose]: () => media.close() }
}

describe('the media process', () => {
  test('starts with the first job and goes when it has been idle', async () => {
    await using opened = open({ idleMs: 20 })
    expect(opened.media.processId()).toBeNull()
    expect(await opened.media.poster('a', 'b')).toBe(true)
    await expect.poll(() => opened.media.processId()).toBeNull()
    expect(await opened.media.poster('a', 'b')).toBe(true)
  })

  test('fails the job that crashed it, and does the next', async () => {
    await using opened = open()
    const crashing = opened.media.poster('crash', 'b')
    const next = opened.media.poster('a', 'b')
    expect([await crashing, await next]).toEqual([false, true])
    expect(opened.failures).toEqual(['poster: the media process crashed'])
    expect(await opened.media.probe('crash')).toEqual({ ok: false, reason: 'damaged' })
  })

  test('does not blame a render for the probe that crashed beside it', async () => {
    await using opened = open({ renderTimeoutMs: 60_000 })
    // The first render starts the process and stalls in it, so the crash below takes it down.
    const render = opened.media.renderAnimatic(animatic, 'stall')
    const probe = opened.media.probe('crash')
    expect(await probe).toEqual({ ok: false, reason: 'damaged' })
    const later = opened.media.poster('a', 'b')
    await opened.media.close()
    expect([await render, await later]).toEqual([false, false])
    expect(opened.failures).toEqual(['probe: the media process crashed', 'animatic: media is closed', 'poster: media is closed'])
  })

  test('does not blame a job for the one before it, which took the process down late', async () => {
    await using opened = open()
    expect(await opened.media.poster('late', 'b')).toBe(true)
    expect(await opened.media.poster('a', 'b')).toBe(true)
    expect(opened.failures).toEqual([])
  })

  test('gives up a job that takes too long and starts afresh for the others', async () => {
    await using opened = open({ renderTimeoutMs: 300 })
    const stalled = opened.media.renderAnimatic(animatic, 'stall')
    const beside = opened.media.poster('a', 'b')
    expect([await stalled, await beside, await opened.media.poster('c', 'd')]).toEqual([false, true, true])
    expect(opened.failures).toEqual(['animatic: the media process took too long'])
  })

  test('answers a probe that never ends as a damaged file, and goes on with those behind it', async () => {
    await using opened = open({ probeTimeoutMs: 300 })
    const stalled = opened.media.probe('stall')
    const others = [opened.media.thumbnail('a', 'b'), opened.media.thumbnail('c', 'd')]
    expect([await stalled, ...(await Promise.all(others))]).toEqual([{ ok: false, reason: 'damaged' }, true, true])
    expect(opened.failures).toEqual(['probe: the media process took too long'])
  })

  test('lets nobody who waits for a frame stand behind the poster of a film', async () => {
    await using opened = open()
    const poster = opened.media.poster('stall', 'b')
    expect(await opened.media.thumbnail('a', 'b')).toBe(true)
    await opened.media.close()
    expect(await poster).toBe(false)
  })

  test.runIf(process.platform === 'linux')('cannot take more memory than it is given, and does the next job', async () => {
    await using opened = open({ maxMemoryBytes: 1024 ** 3 })
    expect(await opened.media.probe('greedy')).toEqual({ ok: false, reason: 'damaged' })
    expect(opened.failures).toEqual(['probe: the media process crashed'])
    expect(await opened.media.poster('a', 'b')).toBe(true)
  })

  test('is gone after close, and jobs that come later fail as a value', async () => {
    const opened = open()
    await opened.media.poster('a', 'b')
    const processId = opened.media.processId() ?? 0
    await opened.media.close()
    expect(() => process.kill(processId, 0)).toThrow('ESRCH')
    expect(await opened.media.poster('a', 'b')).toBe(false)
  })
})
