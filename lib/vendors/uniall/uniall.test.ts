import { describe, expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { Reply } from '../vendor.ts'
import { uniall } from './uniall.ts'

const base = { vendor: 'uniall', model: 'seedance2.0', resolution: '720p', prompt: 'A river', duration: 5 } as const
const image = (number: number) => ({ url: `https://example.com/i${number}.png` })
const video = { url: 'https://example.com/v.mp4' }
const ok = (body: unknown): Reply => ({ status: 200, body, text: '', retryAfterSeconds: null })

describe('uniall', () => {
  it.each<[string, GenerationRequest, object]>([
    ['one image', { ...base, mode: 'image_to_video', images: [image(1)] }, { image: image(1).url }],
    [
      'two frames',
      { ...base, mode: 'first_last_frames', images: [image(1), image(2)] },
      { image: image(1).url, last_image: image(2).url, extra_body: { operation: 'first_last_frame' } },
    ],
    ['images as references', { ...base, mode: 'reference', images: [image(1)] }, { images: [image(1).url] }],
    [
      'a video as reference',
      { ...base, mode: 'reference', videos: [video] },
      { videos: [video.url], extra_body: { operation: 'reference_to_video' } },
    ],
    ['an edit', { ...base, mode: 'edit', videos: [video] }, { videos: [video.url], extra_body: { operation: 'edit_video' } }],
    [
      'an extension with seed 0',
      { ...base, mode: 'extend', videos: [video], seed: 0 },
      { videos: [video.url], extra_body: { seed: 0, operation: 'extend_video' } },
    ],
  ])('encodes %s', (_name, request, fields) => {
    expect(uniall.create.request({ request }).body).toStrictEqual({ model: 'seedance2.0-720p', prompt: 'A river', duration: 5, ...fields })
  })

  it('has exactly the eight documented pairs of tier and resolution', () => {
    const pairs = uniall.models.flatMap((model) =>
      (uniall.rules[model.id]?.text_to_video?.resolution.value.options ?? []).map((resolution) => `${model.id}-${resolution}`),
    )
    expect(pairs).toEqual([
      'seedance2.0-480p',
      'seedance2.0-720p',
      'seedance2.0-1080p',
      'seedance2.0-4k',
      'seedance2.0-fast-480p',
      'seedance2.0-fast-720p',
      'seedance2.0-mini-480p',
      'seedance2.0-mini-720p',
    ])
  })

  it.each([
    [40, 0.4],
    ['40', 0.4],
    ['40%', 0.4],
    [0, 0],
    [250, 1],
    [-3, 0],
    [null, null],
    [{}, null],
  ])('reads progress %j as %j', (progress, expected) => {
    expect(uniall.query.decode(ok({ id: 't', status: 'in_progress', progress }))).toMatchObject({
      value: { state: 'running', progress: expected },
    })
  })

  it.each([
    { video_url: 'https://example.com/o.mp4' },
    { video_url: '', result: { video_url: 'https://example.com/o.mp4' } },
    { result: { outputs: ['https://example.com/o.mp4'] } },
    { result: { outputs: [null, { url: 'https://example.com/o.mp4' }] } },
  ])('finds the video in %j', (fields) => {
    expect(uniall.query.decode(ok({ id: 't', status: 'completed', ...fields }))).toMatchObject({
      value: { state: 'succeeded', video: { url: 'https://example.com/o.mp4' } },
    })
  })

  it.each(['Content violates policy', { code: 'x', message: 'Content violates policy' }])(
    'reads the error %j of a failed task',
    (error) => {
      expect(uniall.query.decode(ok({ id: 't', status: 'failed', error }))).toMatchObject({
        value: { state: 'failed', failure: { code: 'content_rejected', vendorMessage: 'Content violates policy' } },
      })
    },
  )
})
