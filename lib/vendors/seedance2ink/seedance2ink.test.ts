import { describe, expect, it } from 'vitest'
import type { Reply } from '../vendor.ts'
import { seedance2ink } from './seedance2ink.ts'

const prompt = 'A river'
const ok = (body: unknown): Reply => ({ status: 200, body, text: '', retryAfterSeconds: null })

describe('seedance2ink', () => {
  it('sends all references in one list: images, then videos, then audio', () => {
    const call = seedance2ink.create.request({
      request: {
        vendor: 'seedance2ink',
        mode: 'reference',
        prompt,
        audios: [{ url: 'https://example.com/a.mp3' }],
        videos: [{ url: 'https://example.com/v.mp4' }],
        images: [{ url: 'https://example.com/i.png' }],
      },
    })
    expect(call.body).toStrictEqual({
      model: 'seedance-2.0',
      prompt,
      duration: 5,
      mediaUrls: ['https://example.com/i.png', 'https://example.com/v.mp4', 'https://example.com/a.mp3'],
    })
  })

  it('cancels a task by its id', () => {
    expect(seedance2ink.cancel?.request({ vendorTaskId: 'req_1' })).toEqual({
      method: 'POST',
      path: '/api/open/v1/video/generations/req_1/cancel',
    })
    expect(seedance2ink.cancel?.decode(ok({ success: true, requestId: 'req_1', status: 'cancelled' }))).toMatchObject({
      ok: true,
      value: { state: 'cancelled', failure: { code: 'cancelled_by_vendor' } },
      drift: [],
    })
  })

  it('takes success that carries a failed status for a failed task', () => {
    const body = { success: true, requestId: 'r', status: 'failed', error: { code: 'provider_error', message: 'Upstream' } }
    expect(seedance2ink.query.decode(ok(body))).toMatchObject({
      ok: true,
      value: { state: 'failed', failure: { code: 'generation_failed', vendorCode: 'provider_error', vendorMessage: 'Upstream' } },
    })
  })

  it('takes success: false for a refusal, even beside a task id', () => {
    const body = { success: false, requestId: 'r', error: { code: 'unauthorized', message: 'Invalid API key' } }
    expect(seedance2ink.create.decode(ok(body))).toMatchObject({ ok: false, failure: { code: 'unauthorized', traceId: 'r' } })
  })

  it('finds the task of a callback by its id and by our reference, at the top or under data', () => {
    const task = { requestId: 'req_1', status: 'succeeded', metadata: { dailiesTaskId: 'task-1' } }
    const hint = { vendorTaskId: 'req_1', reference: 'task-1' }
    expect(seedance2ink.callback?.decode(task)).toEqual(hint)
    expect(seedance2ink.callback?.decode({ event: 'done', data: task })).toEqual(hint)
    for (const body of [null, [], 'x', {}, { data: null }, { requestId: [] }, { metadata: 'x' }])
      expect(seedance2ink.callback?.decode(body)).toEqual({ vendorTaskId: null, reference: null })
  })
})
