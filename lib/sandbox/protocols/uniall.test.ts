import { describe, expect, test } from 'vitest'
import { openSandbox } from '../testing/open-sandbox.ts'

const base = { model: 'seedance2.0-720p', prompt: 'A clean commercial product video', duration: 8, aspect_ratio: '16:9' }
const urls = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}.png`)
const image = 'https://example.com/a.png'
const path = '/v1/video/generations'

describe('uniall', () => {
  test('accepts the example of the docs, tells its progress and ends with a video', async () => {
    await using open = await openSandbox()
    const extra = { generate_audio: false, seed: 42, watermark: false }
    const created = await open.call('uniall', 'POST', path, { ...base, extra_body: extra })
    expect(created).toMatchObject({ status: 200, body: { object: 'video.generation.job', status: 'queued', progress: 0 } })
    expect(created.body.id).toBe(created.body.task_id)
    const query = async () => (await open.call('uniall', 'GET', `/v1/videos/${created.body.id}`)).body
    await open.pass(4)
    expect(await query()).toMatchObject({ status: 'in_progress', progress: 40 })
    await open.pass(7)
    const done = await query()
    expect(Object.keys(done)).toEqual(['id', 'task_id', 'object', 'model', 'status', 'progress', 'video_url'])
    expect(done).toMatchObject({ status: 'completed', progress: 100 })
    expect(open.media.rendered).toMatchObject([{ durationSeconds: 8, sound: false, seed: 42, watermark: false }])
  })

  test.each([
    ['seed 0', { seed: 0 }, { seed: 0 }],
    ['a switch as text', { watermark: 'true', camera_fixed: 'false' }, { watermark: true, cameraFixed: false }],
    ['a fixed camera', { camera_fixed: true, return_last_frame: true }, { cameraFixed: true }],
  ])('understands %s', async (_name, extra, expected) => {
    await using open = await openSandbox()
    expect((await open.call('uniall', 'POST', path, { ...base, extra_body: extra })).status).toBe(200)
    await open.pass(0)
    expect(open.media.rendered).toMatchObject([expected])
  })

  test.each([
    ['image to video', { image }, 'start'],
    ['two frames', { image, last_image: image, extra_body: { operation: 'first_last_frame' } }, 'frames'],
    ['references', { images: urls(9), videos: urls(3), audios: urls(4), extra_body: { operation: 'reference_to_video' } }, 'montage'],
    ['an edit', { videos: urls(1), extra_body: { operation: 'edit_video' } }, 'montage'],
    ['an extension', { videos: urls(1), extra_body: { operation: 'extend_video' } }, 'montage'],
    ['a duration as text', { duration: '5' }, 'title'],
  ])('accepts %s', async (_name, change, layout) => {
    await using open = await openSandbox()
    expect((await open.call('uniall', 'POST', path, { ...base, ...change })).status).toBe(200)
    await open.pass(0)
    expect(open.media.rendered).toMatchObject([{ layout }])
  })

  test.each([
    ['a tier that does not exist', { model: 'seedance2.0-mini-1080p' }, 'model'],
    ['a blank prompt', { prompt: '' }, 'prompt'],
    ['4 seconds', { duration: 4 }, 'duration'],
    ['16 seconds', { duration: '16' }, 'duration'],
    ['a wide ratio', { aspect_ratio: '21:9' }, 'aspect_ratio'],
    ['a last image alone', { last_image: image }, 'last_image'],
    ['a start image among references', { image, images: urls(1) }, 'image'],
    ['ten images', { images: urls(10) }, 'images'],
    ['four videos', { videos: urls(4) }, 'videos'],
    ['audio alone', { audios: urls(1) }, 'audios'],
    ['an edit of two videos', { videos: urls(2), extra_body: { operation: 'edit_video' } }, 'extra_body.operation'],
    ['frames without a last image', { image, extra_body: { operation: 'first_last_frame' } }, 'extra_body.operation'],
    ['a seed with a fraction', { extra_body: { seed: 1.5 } }, 'extra_body.seed'],
    ['a seed beside the prompt', { seed: 1 }, 'seed'],
    ['an unknown switch', { extra_body: { turbo: true } }, 'extra_body.turbo'],
  ])('refuses %s', async (_name, change, param) => {
    await using open = await openSandbox()
    const answer = await open.call('uniall', 'POST', path, { ...base, ...change })
    expect(answer).toMatchObject({ status: 400, body: { error: { type: 'invalid_request_error', param } } })
  })

  test('answers in its own words when the key, the credits or the places are missing', async () => {
    await using open = await openSandbox()
    expect(await open.call('uniall', 'POST', path, base, 'x')).toMatchObject({ status: 401, body: { error: { code: 'invalid_api_key' } } })
    expect(await open.call('uniall', 'POST', path, base, 'sandbox-broke')).toMatchObject({ status: 402 })
    for (let i = 0; i < 10; i++) await open.call('uniall', 'POST', path, base)
    expect(await open.call('uniall', 'POST', path, base)).toMatchObject({ status: 429 })
    expect(await open.call('uniall', 'GET', '/v1/videos/task_xxx')).toMatchObject({
      status: 404,
      body: { error: { code: 'task_not_exist' } },
    })
    expect(await open.call('uniall', 'POST', '/v1/videos/generations', base)).toMatchObject({ status: 404 })
  })
})
