import { describe, expect, test } from 'vitest'
import { openSandbox } from '../testing/open-sandbox.ts'

const example = {
  model: 'seedance_2_0',
  prompt: 'A futuristic city at sunset',
  function_mode: 'omni_reference',
  ratio: '16:9',
  duration: 5,
  image_urls: [],
  audio_urls: [],
  video_urls: [],
}
const image = 'https://example.com/i.png'
const images = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}.png`)

describe.each(['loova', 'outai'])('%s', (vendor) => {
  test('accepts the example of the docs and follows it to its end', async () => {
    await using open = await openSandbox()
    const created = await open.call(vendor, 'POST', '/video/seedance-2', example)
    expect(created).toMatchObject({ status: 200, body: { code: 200, message: null, data: { status: 'running', credits_cost: 12 } } })
    expect(Object.keys(created.body.data)).toEqual(['task_id', 'status', 'created_at', 'credits_cost'])
    expect(created.body.data.created_at).toBe('2026-01-01T12:00:00Z')
    const query = () => open.call(vendor, 'GET', `/tasks?task_id=${created.body.data.task_id}`)
    expect((await query()).body.data).toMatchObject({ status: 'running', result: null })
    await open.pass(11)
    const { data } = (await query()).body
    expect(data).toMatchObject({ status: 'succeeded', model: 'seedance_2_0', result: { error_message: null } })
    expect(data.result.video_url).toContain(`https://sandbox.invalid/${vendor}/files/`)
  })

  test('takes the documented defaults when only a prompt is given', async () => {
    await using open = await openSandbox()
    await open.call(vendor, 'POST', '/video/seedance-2', { prompt: 'A river' })
    await open.pass(0)
    expect(open.media.rendered).toMatchObject([{ width: 1280, height: 720, durationSeconds: 5, layout: 'title', title: 'A river' }])
  })

  test.each([
    ['no prompt', { prompt: undefined }, 'prompt is required'],
    ['a blank prompt', { prompt: ' \n' }, 'prompt is required'],
    ['an unknown model', { model: 'seedance_1' }, 'model must be one of: seedance_2_0, seedance_2_0_fast'],
    ['an unknown mode', { function_mode: 'text' }, 'function_mode must be one of: first_last_frames, omni_reference'],
    ['an unknown ratio', { ratio: '2:1' }, 'ratio must be one of: 21:9, 16:9, 4:3, 1:1, 3:4, 9:16'],
    ['3 seconds', { duration: 3 }, 'duration must be between 4 and 15 seconds'],
    ['16 seconds', { duration: 16 }, 'duration must be between 4 and 15 seconds'],
    ['half a second', { duration: 4.5 }, 'duration must be between 4 and 15 seconds'],
    ['seconds as text', { duration: '5' }, 'duration must be between 4 and 15 seconds'],
    ['three frames', { function_mode: 'first_last_frames', image_urls: images(3) }, /a maximum of 2 images is allowed/],
    ['audio alone', { audio_urls: ['https://example.com/a.mp3'] }, /audio-only input is not allowed/],
    ['ten images', { image_urls: images(10) }, 'image_urls maximum: 9'],
    ['four videos', { video_urls: images(4) }, 'video_urls maximum: 3'],
    ['four audios', { image_urls: [image], audio_urls: images(4) }, 'audio_urls maximum: 3'],
    ['a file path', { image_urls: ['/tmp/a.png'] }, 'image_urls must contain valid URLs'],
    ['a field of another vendor', { seed: 1 }, 'Unknown parameter: seed'],
  ])('refuses %s', async (_name, change, message) => {
    await using open = await openSandbox()
    const answer = await open.call(vendor, 'POST', '/video/seedance-2', { ...example, ...change })
    expect(answer).toMatchObject({ status: 400, body: { code: 400, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/), data: null } })
    expect(answer.body.message).toMatch(message)
    expect(await open.sandbox.ledger()).toEqual([])
  })

  test.each([
    ['4 seconds', { duration: 4 }],
    ['15 seconds', { duration: 15 }],
    ['two frames', { function_mode: 'first_last_frames', image_urls: images(2) }],
    ['nine images, three videos and three audios', { image_urls: images(9), video_urls: images(3), audio_urls: images(3) }],
  ])('accepts %s', async (_name, change) => {
    await using open = await openSandbox()
    expect((await open.call(vendor, 'POST', '/video/seedance-2', { ...example, ...change })).body.code).toBe(200)
  })

  test('tells too few credits and too many tasks by the message alone', async () => {
    await using open = await openSandbox()
    const broke = await open.call(vendor, 'POST', '/video/seedance-2', example, 'sandbox-broke-1')
    expect(broke).toMatchObject({ status: 200, body: { code: 300111, message: 'Insufficient API credits' } })
    expect(broke.body).not.toHaveProperty('data')
    for (let i = 0; i < 5; i++) await open.call(vendor, 'POST', '/video/seedance-2', example)
    const busy = await open.call(vendor, 'POST', '/video/seedance-2', example)
    expect(busy).toMatchObject({ status: 200, body: { code: 300111, message: 'Parallel task limit reached.' } })
    await open.pass(11)
    expect((await open.call(vendor, 'POST', '/video/seedance-2', example)).body.code).toBe(200)
  })

  test('refuses a strange key, and another account’s task', async () => {
    await using open = await openSandbox()
    expect(await open.call(vendor, 'POST', '/video/seedance-2', example, 'sk-live')).toMatchObject({ status: 401, body: { code: 401 } })
    const created = await open.call(vendor, 'POST', '/video/seedance-2', example, 'sandbox-one')
    const path = `/tasks?task_id=${created.body.data.task_id}`
    expect(await open.call(vendor, 'GET', path, undefined, 'sandbox-two')).toMatchObject({ status: 404, body: { code: 404 } })
    expect(await open.call(vendor, 'GET', '/tasks?task_id=../../secret')).toMatchObject({ status: 404 })
  })

  test('refuses what is not JSON', async () => {
    await using open = await openSandbox()
    expect(await open.call(vendor, 'POST', '/video/seedance-2', '{"prompt":')).toMatchObject({ status: 400, body: { code: 400 } })
    expect(await open.call(vendor, 'POST', '/video/seedance-2', '[]')).toMatchObject({ status: 400, body: { code: 400 } })
    expect(await open.call(vendor, 'POST', '/video/seedance-2', { prompt: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413 })
  })
})
