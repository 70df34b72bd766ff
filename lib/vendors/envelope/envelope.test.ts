import { describe, expect, it } from 'vitest'
import { vendors } from '../registry.ts'
import type { Reply } from '../vendor.ts'

const ok = (body: unknown): Reply => ({ status: 200, body, text: '', retryAfterSeconds: null })
const prompt = 'A lighthouse'

describe.each([vendors.loova, vendors.outai])('$id', (vendor) => {
  it('always sends all eight fields, with the documented defaults', () => {
    expect(vendor.create.request({ request: { vendor: vendor.id, mode: 'text_to_video', prompt } })).toStrictEqual({
      method: 'POST',
      path: '/video/seedance-2',
      body: {
        model: 'seedance_2_0',
        prompt,
        function_mode: 'omni_reference',
        ratio: '16:9',
        duration: 5,
        image_urls: [],
        audio_urls: [],
        video_urls: [],
      },
    })
  })

  it.each([
    ['image_to_video', 'first_last_frames'],
    ['first_last_frames', 'first_last_frames'],
    ['reference', 'omni_reference'],
  ] as const)('says %s as %s', (mode, functionMode) => {
    const images = [{ url: 'https://example.com/1.png' }, { url: 'https://example.com/2.png' }]
    expect(vendor.create.request({ request: { vendor: vendor.id, mode, prompt, images } }).body).toMatchObject({
      function_mode: functionMode,
      image_urls: ['https://example.com/1.png', 'https://example.com/2.png'],
    })
  })

  it('refuses to encode an upload that nobody gave an address', () => {
    const request = { vendor: vendor.id, mode: 'image_to_video', prompt, images: [{ upload: 'u1' }] } as const
    expect(() => vendor.create.request({ request: { ...request, images: [{ upload: 'u1' }] } })).toThrow(/upload/)
  })

  it('reads a finished task with its trace id', () => {
    const result = { video_url: 'https://cdn.example.com/v.mp4', error_message: null, finished_at: '2024-01-01T12:10:00Z' }
    const data = {
      task_id: 't',
      status: 'succeeded',
      model: 'seedance_2_0',
      created_at: 'x',
      updated_at: 'y',
      credits_cost: '12.5',
      result,
    }
    expect(vendor.query.decode(ok({ code: '200', trace_id: 'abc', message: null, data }))).toMatchObject({
      ok: true,
      value: { state: 'succeeded', video: { url: 'https://cdn.example.com/v.mp4' }, creditsCharged: 12.5, traceId: 'abc', progress: null },
      drift: [
        { kind: 'odd_type', detail: 'code' },
        { kind: 'odd_type', detail: 'data.credits_cost' },
      ],
    })
  })

  it.each([
    ['success', 'succeeded'],
    ['completed', 'succeeded'],
    ['finished', 'succeeded'],
    ['done', 'succeeded'],
    ['fail', 'failed'],
    ['error', 'failed'],
    ['cancelled', 'cancelled'],
    ['canceled', 'cancelled'],
  ])('knows %s as %s, and reports the name', (status, state) => {
    const data = { task_id: 't', status, credits_cost: 12, result: { video_url: 'https://cdn.example.com/v.mp4' } }
    expect(vendor.query.decode(ok({ code: 200, trace_id: 'abc', data }))).toMatchObject({
      value: { state },
      drift: [{ kind: 'renamed_status', detail: status }],
    })
  })

  it('gives a failed task the vendor’s words and trace id', () => {
    const data = { task_id: 't', status: 'failed', result: { error_message: 'Upstream timeout' } }
    expect(vendor.query.decode(ok({ code: 200, trace_id: 'abc', data }))).toMatchObject({
      value: { failure: { code: 'generation_failed', vendorMessage: 'Upstream timeout', traceId: 'abc' } },
    })
  })
})
