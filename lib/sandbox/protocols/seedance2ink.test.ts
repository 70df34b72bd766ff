import { describe, expect, test } from 'vitest'
import { openSandbox } from '../testing/open-sandbox.ts'

const path = '/api/open/v1/video/generations'
const prompt = 'A river flowing through an autumn forest, aerial view, cinematic motion'
const example = {
  model: 'seedance-2.0',
  prompt,
  aspectRatio: '16:9',
  duration: 5,
  resolution: '720p',
  webhookUrl: 'https://your-app.com/webhooks/seedance',
  metadata: { projectId: 'proj_1001', sceneId: 'scene_08' },
}
const png = (count: number) => Array.from({ length: count }, (_, i) => `https://example.com/${i}.png`)

describe('seedance2ink', () => {
  test('accepts the example of the docs and answers every step in their shape', async () => {
    await using open = await openSandbox()
    const created = await open.call('seedance2ink', 'POST', path, example)
    const { requestId } = created.body
    expect(created.body).toEqual({ success: true, requestId, status: 'queued', creditsCharged: 40 })
    const query = async () => (await open.call('seedance2ink', 'GET', `${path}/${requestId}`)).body
    await open.pass(5)
    const common = { success: true, requestId, model: 'seedance-2.0', prompt, duration: 5, aspectRatio: '16:9' }
    expect(await query()).toEqual({ ...common, status: 'processing', output: null, error: null })
    await open.pass(6)
    const output = { type: 'video', url: expect.stringMatching(/^https:\/\/sandbox\.invalid\/seedance2ink\/files\/req_.*\.mp4\?/) }
    expect(await query()).toEqual({ ...common, status: 'succeeded', output, error: null })
    expect(open.delivered).toEqual([
      { url: example.webhookUrl, body: { ...common, status: 'succeeded', output, error: null, metadata: example.metadata } },
    ])
  })

  test('cancels a task that has not ended, gives its credits back and says so', async () => {
    await using open = await openSandbox()
    const { requestId } = (await open.call('seedance2ink', 'POST', path, example)).body
    await open.pass(5)
    const cancelled = await open.call('seedance2ink', 'POST', `${path}/${requestId}/cancel`)
    expect(cancelled).toMatchObject({ status: 200, body: { success: true, requestId, status: 'cancelled' } })
    await open.pass(60)
    expect((await open.call('seedance2ink', 'GET', `${path}/${requestId}`)).body).toMatchObject({ status: 'cancelled', output: null })
    expect(await open.sandbox.ledger()).toMatchObject([
      { state: 'cancelled', isRefunded: true, reference: JSON.stringify(example.metadata) },
    ])
    expect(await open.call('seedance2ink', 'POST', `${path}/${requestId}/cancel`)).toMatchObject({
      status: 409,
      body: { success: false, error: { code: 'not_cancellable' } },
    })
  })

  test.each([
    ['one image', png(1), 'start'],
    ['two images', png(2), 'frames'],
    ['three images', png(3), 'montage'],
    ['an image and a video', [...png(1), 'https://example.com/v.mov'], 'montage'],
  ])('infers the mode from %s', async (_name, mediaUrls, layout) => {
    await using open = await openSandbox()
    await open.call('seedance2ink', 'POST', path, { ...example, mediaUrls })
    await open.pass(0)
    expect(open.media.rendered).toMatchObject([{ layout }])
  })

  test.each([
    ['no model', { model: undefined }],
    ['no prompt', { prompt: '' }],
    ['a cinema ratio', { aspectRatio: '21:9' }],
    ['3 seconds', { duration: 3 }],
    ['16 seconds', { duration: 16 }],
    ['6 seconds of the old model', { model: 'seedance-1.5-pro', duration: 6 }],
    ['4k', { resolution: '4k' }],
    ['an empty media list', { mediaUrls: [] }],
    ['six media', { mediaUrls: png(6) }],
    ['media without TLS', { mediaUrls: ['http://example.com/a.png'] }],
    ['a text file', { mediaUrls: ['https://example.com/a.txt'] }],
    ['a webhook that is no URL', { webhookUrl: 'soon' }],
    ['metadata that is no object', { metadata: 'x' }],
    ['an unknown field', { seed: 1 }],
  ])('refuses %s', async (_name, change) => {
    await using open = await openSandbox()
    expect(await open.call('seedance2ink', 'POST', path, { ...example, ...change })).toMatchObject({
      status: 400,
      body: { success: false, error: { code: 'invalid_request', message: expect.any(String) } },
    })
  })

  test('lists its models with limits and prices', async () => {
    await using open = await openSandbox()
    const { body } = await open.call('seedance2ink', 'GET', '/api/open/v1/models')
    expect(body.models.map(({ id }: { id: string }) => id)).toEqual(['seedance-2.0', 'seedance-2.0-fast', 'seedance-1.5-pro'])
  })

  test('refuses a strange key with its code', async () => {
    await using open = await openSandbox()
    expect(await open.call('seedance2ink', 'GET', '/api/open/v1/models', undefined, 'sd2_live_x')).toMatchObject({
      status: 401,
      body: { success: false, error: { code: 'unauthorized' } },
    })
  })
})
