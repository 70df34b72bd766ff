import { describe, expect, test } from 'vitest'
import { openSandbox } from '../testing/open-sandbox.ts'

const create = (inputs: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({ model: 'seedance2', inputs, ...rest })
const image = 'https://example.com/photo.jpg'
const urls = (count: number, ending = 'png') => Array.from({ length: count }, (_, i) => `https://example.com/${i}.${ending}`)
const reference = { urls: [image], prompt: 'x', videoInputMode: 'reference', resolution: '1280x720' }

describe('seedance2ai', () => {
  test('goes from PENDING over PROCESSING to COMPLETED with the shape of the docs', async () => {
    await using open = await openSandbox()
    const created = await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ prompt: 'A cat playing piano', duration: '5s' }))
    expect(created).toMatchObject({ status: 200, body: { taskId: expect.stringMatching(/^task_/) } })
    const query = async () => (await open.call('seedance2ai', 'GET', `/jobs/queryTask?taskId=${created.body.taskId}`)).body
    expect(await query()).toMatchObject({ status: 'PENDING', output: null, error: null, completeTime: null })
    await open.pass(5)
    expect((await query()).status).toBe('PROCESSING')
    await open.pass(6)
    const done = await query()
    expect(Object.keys(done)).toEqual(['taskId', 'model', 'status', 'creditsUsed', 'output', 'error', 'createTime', 'completeTime'])
    expect(done).toMatchObject({ status: 'COMPLETED', creditsUsed: 200, output: [{ width: 1280, height: 720 }], error: null })
    expect(done.completeTime - done.createTime).toBe(10_000)
  })

  test.each([
    ['seedance2', {}, 200],
    ['seedance2-fast', {}, 160],
    ['seedance2', { upscaleResolution: '2k' }, 300],
    ['seedance2-fast', { upscaleResolution: '2k' }, 260],
    ['seedance2', { upscaleResolution: '4k' }, 400],
    ['seedance2-fast', { upscaleResolution: '4k' }, 360],
    ['seedance2', { ...reference, videoUrls: urls(1, 'mp4') }, 400],
    ['seedance2-fast', { ...reference, videoUrls: urls(1, 'mp4') }, 320],
    ['seedance2', { ...reference, videoUrls: urls(1, 'mp4'), upscaleResolution: '4k' }, 600],
  ])('charges what the table of the docs says: %s %j', async (model, inputs, credits) => {
    await using open = await openSandbox()
    await open.call('seedance2ai', 'POST', '/jobs/createTask', { model, inputs: { prompt: 'x', duration: '5s', ...inputs } })
    const balance = await open.call('seedance2ai', 'GET', '/account/credits')
    expect(balance.body).toEqual({ credits: 1_000_000, availableCredits: 1_000_000 - credits })
    await open.pass(11)
    expect((await open.call('seedance2ai', 'GET', '/account/credits')).body.credits).toBe(1_000_000 - credits)
  })

  test.each([
    ['a missing model', { inputs: { prompt: 'x' } }, /^model must be/],
    ['missing inputs', { model: 'seedance2' }, 'inputs is required'],
    ['text without a prompt', create({ duration: '5s' }), 'inputs.prompt is required for text-to-video'],
    ['3 seconds', create({ prompt: 'x', duration: '3s' }), /^inputs.duration/],
    ['16 seconds', create({ prompt: 'x', duration: '16s' }), /^inputs.duration/],
    ['seconds as a number', create({ prompt: 'x', duration: 5 }), /^inputs.duration/],
    ['a ratio as a size', create({ prompt: 'x', resolution: '16:9' }), /^inputs.resolution must be one of/],
    ['a size beside a start image', create({ urls: [image], resolution: '1280x720' }), /^inputs.resolution is not supported/],
    ['keyframe with one image', create({ urls: [image], videoInputMode: 'keyframe' }), /exactly 2 image URLs/],
    ['three images outside reference mode', create({ urls: urls(3) }), /at most 2 images/],
    ['a video outside reference mode', create({ prompt: 'x', videoUrls: urls(1) }), /only supported in reference mode/],
    ['reference without a size', create({ ...reference, resolution: undefined }), 'inputs.resolution is required for reference mode'],
    ['reference without files', create({ ...reference, urls: [] }), /at least one reference file/],
    ['ten images', create({ ...reference, urls: urls(10) }), /at most 9/],
    ['thirteen files', create({ ...reference, urls: urls(9), videoUrls: urls(3), audioUrls: urls(1) }), /at most 12 files/],
    ['an asset as a video', create({ ...reference, videoUrls: ['asset://asset-1'] }), /invalid URL/],
    ['a strange upscale', create({ prompt: 'x', upscaleResolution: '8k' }), /^inputs.upscaleResolution/],
    ['an unknown input', create({ prompt: 'x', seed: 1 }), 'Unknown parameter: inputs.seed'],
    ['an unknown field', create({ prompt: 'x' }, { metadata: {} }), 'Unknown parameter: metadata'],
  ])('refuses %s', async (_name, body, message) => {
    await using open = await openSandbox()
    const answer = await open.call('seedance2ai', 'POST', '/jobs/createTask', body)
    expect(answer.status).toBe(400)
    expect(answer.body.message).toMatch(message)
  })

  test('accepts an image without a prompt, as a URL or as an asset', async () => {
    await using open = await openSandbox()
    expect((await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ urls: [image] }))).status).toBe(200)
    expect((await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ urls: ['asset://asset-20260326-abc123'] }))).status).toBe(
      200,
    )
    expect((await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ urls: urls(2), videoInputMode: 'keyframe' }))).status).toBe(
      200,
    )
  })

  test('keeps the documented pixel size of every ratio', async () => {
    await using open = await openSandbox()
    for (const size of ['720x720', '720x960', '960x720', '1280x720', '720x1280', '1280x540']) {
      await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ prompt: size, resolution: size }))
      await open.pass(11)
    }
    expect(open.media.rendered.map(({ width, height }) => `${width}x${height}`)).toEqual(open.media.rendered.map(({ title }) => title))
  })

  test('has three places, then answers 429', async () => {
    await using open = await openSandbox()
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => open.call('seedance2ai', 'POST', '/jobs/createTask', create({ prompt: 'at the same time' }))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429])
    expect(await open.sandbox.ledger()).toHaveLength(3)
  })

  test('answers 401, 402, 403 and 404 as the table of the docs says', async () => {
    await using open = await openSandbox()
    const body = create({ prompt: 'x' })
    expect((await open.call('seedance2ai', 'GET', '/account/credits', undefined, 'nobody')).status).toBe(401)
    expect((await open.call('seedance2ai', 'POST', '/jobs/createTask', body, 'sandbox-broke')).status).toBe(402)
    const created = await open.call('seedance2ai', 'POST', '/jobs/createTask', body, 'sandbox-one')
    const path = `/jobs/queryTask?taskId=${created.body.taskId}`
    expect(await open.call('seedance2ai', 'GET', path, undefined, 'sandbox-two')).toMatchObject({
      status: 403,
      body: { message: 'Access denied' },
    })
    expect(await open.call('seedance2ai', 'GET', '/jobs/queryTask?taskId=task_nothing')).toMatchObject({
      status: 404,
      body: { message: 'Task not found' },
    })
  })

  test('calls back with the body of a query, and again after 1, 5 and 30 seconds while nobody takes it', async () => {
    const statuses = [500, null, 404, 503]
    const at: string[] = []
    await using open = await openSandbox({
      async deliverCallback(url) {
        at.push(url)
        return at.length > statuses.length ? 200 : (statuses[at.length - 1] ?? null)
      },
    })
    await open.call('seedance2ai', 'POST', '/jobs/createTask', create({ prompt: 'x' }, { callBackUrl: 'https://app.example/hook' }))
    const counts: number[] = []
    for (const seconds of [9, 1, 0.5, 0.5, 4.9, 0.2, 29, 2, 60]) {
      await open.pass(seconds)
      counts.push(at.length)
    }
    expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3, 4, 4])
    expect(new Set(at)).toEqual(new Set(['https://app.example/hook']))
  })

  test('calls back once when it is taken, with the result', async () => {
    await using open = await openSandbox()
    const created = await open.call(
      'seedance2ai',
      'POST',
      '/jobs/createTask',
      create({ prompt: 'x' }, { callBackUrl: 'https://app.example/hook' }),
    )
    await open.pass(11)
    await open.pass(60)
    expect(open.delivered).toMatchObject([{ body: { taskId: created.body.taskId, status: 'COMPLETED', creditsUsed: 200, error: null } }])
  })
})
