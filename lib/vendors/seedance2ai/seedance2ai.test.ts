import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { Reply } from '../vendor.ts'
import { seedance2ai } from './seedance2ai.ts'

const prompt = 'A cat playing piano'
const ok = (body: unknown): Reply => ({ status: 200, body, text: '', retryAfterSeconds: null })
const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../__fixtures__/seedance2ai/${name}.docs.json`, import.meta.url), 'utf8'))

describe('the price at seedance2ai', () => {
  const video = { url: 'https://example.com/v.mp4' }
  it.each<[Partial<GenerationRequest>, number]>([
    [{}, 200],
    [{ upscale: '2k' }, 300],
    [{ upscale: '4k' }, 400],
    [{ model: 'seedance2-fast' }, 160],
    [{ model: 'seedance2-fast', upscale: '2k' }, 260],
    [{ model: 'seedance2-fast', upscale: '4k' }, 360],
    [{ mode: 'reference', ratio: '16:9', videos: [video] }, 400],
    [{ model: 'seedance2-fast', mode: 'reference', ratio: '16:9', videos: [video] }, 320],
    [{ mode: 'reference', ratio: '16:9', videos: [video], upscale: '2k', duration: 10 }, 1000],
    [{ mode: 'reference', ratio: '16:9', images: [video] }, 200],
    [{ duration: 15, upscale: '4k' }, 1200],
    [{ duration: 4 }, 160],
  ])('of %j is %i credits', (change, amount) => {
    expect(seedance2ai.quote({ vendor: 'seedance2ai', mode: 'text_to_video', prompt, ...change })).toEqual({ amount, basis: 'exact' })
  })

  it.each<Partial<GenerationRequest>>([
    { duration: 16 },
    { duration: 5.5 },
    { duration: Number.NaN },
    { upscale: '8k' },
    { upscale: 'constructor' },
    { model: 'constructor' },
    { mode: 'edit' },
  ])('is unknown for %j, which would be refused', (change) => {
    expect(seedance2ai.quote({ vendor: 'seedance2ai', mode: 'text_to_video', prompt, ...change })).toBeNull()
  })
})

describe('seedance2ai', () => {
  it('reads the balance', () => {
    const { balance } = seedance2ai
    expect(balance?.request()).toEqual({ method: 'GET', path: '/account/credits' })
    expect(balance?.decode(ok(fixture('credits-reply')))).toEqual({ ok: true, value: { available: 4800 }, drift: [] })
    expect(balance?.decode(ok({ credits: 0 }))).toMatchObject({ ok: true, value: { available: 0 }, drift: [{ kind: 'missing_field' }] })
    expect(balance?.decode({ ...ok({ message: 'no' }), status: 401 })).toMatchObject({ ok: false, failure: { code: 'unauthorized' } })
  })

  it('takes from a callback no more than the task it names', () => {
    expect(seedance2ai.callback?.decode(fixture('callback'))).toEqual({ vendorTaskId: 'task_abc123', reference: null })
    for (const body of [
      null,
      [],
      'x',
      {},
      { taskId: {} },
      { taskId: ' ' },
      { taskId: 'x'.repeat(201) },
      { taskId: 'a\u0000b' },
      { taskId: 'a\ud800' },
    ])
      expect(seedance2ai.callback?.decode(body)).toEqual({ vendorTaskId: null, reference: null })
  })

  it('omits a blank prompt and an absent ratio', () => {
    const images = [{ url: 'asset://asset-1' }]
    const call = seedance2ai.create.request({
      request: { vendor: 'seedance2ai', mode: 'image_to_video', prompt: '  ', images, upscale: '4k' },
    })
    expect(call.body).toStrictEqual({ model: 'seedance2', inputs: { urls: ['asset://asset-1'], duration: '5s', upscaleResolution: '4k' } })
  })

  it.each([
    ['1:1', '720x720'],
    ['3:4', '720x960'],
    ['4:3', '960x720'],
    ['16:9', '1280x720'],
    ['9:16', '720x1280'],
    ['21:9', '1280x540'],
  ])('says %s as %s', (ratio, resolution) => {
    const call = seedance2ai.create.request({ request: { vendor: 'seedance2ai', mode: 'text_to_video', prompt, ratio } })
    expect(call.body?.inputs).toStrictEqual({ prompt, duration: '5s', resolution })
  })

  it('reads the size of the video, and the credits of a task that failed', () => {
    expect(seedance2ai.query.decode(ok(fixture('completed-reply')))).toMatchObject({
      value: { video: { width: 1280, height: 720 }, creditsCharged: 200 },
    })
    const failed = { taskId: 't', status: 'FAILED', creditsUsed: 0, output: null, error: 'Blocked: sensitive content' }
    expect(seedance2ai.query.decode(ok(failed))).toMatchObject({
      value: { creditsCharged: 0, failure: { code: 'content_rejected', vendorMessage: 'Blocked: sensitive content' } },
    })
  })

  it.each([
    ['waiting', 'queued'],
    ['generating', 'running'],
    ['fail', 'failed'],
  ])('knows the sister site’s %s as %s', (status, state) => {
    expect(seedance2ai.query.decode(ok({ taskId: 't', status }))).toMatchObject({ value: { state }, drift: [{ kind: 'renamed_status' }] })
  })

  it('takes a finished task with an error and no file for failed', () => {
    expect(seedance2ai.query.decode(ok({ taskId: 't', status: 'COMPLETED', output: null, error: 'Lost' }))).toMatchObject({
      value: { state: 'failed', failure: { code: 'generation_failed', vendorMessage: 'Lost' } },
    })
  })

  it('takes 429 for a full house', () => {
    expect(seedance2ai.explain({ ...ok({ message: 'Limit' }), status: 429 }).code).toBe('busy')
    expect(seedance2ai.maxRunning?.value).toBe(3)
  })
})
