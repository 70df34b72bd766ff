import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { filmBytes, type OpenSandbox, openSandbox } from './testing/open-sandbox.ts'

const picture = Buffer.from('a picture, says the media of this test')

async function start(open: OpenSandbox, change: Record<string, unknown> = {}, apiKey?: string) {
  const body = { model: 'seedance2.0-720p', prompt: 'A quiet harbour', duration: 5, ...change }
  const created = await open.call('uniall', 'POST', '/v1/video/generations', body, apiKey)
  return {
    id: created.body.id as string,
    query: async () => (await open.call('uniall', 'GET', `/v1/videos/${created.body.id}`, undefined, apiKey)).body,
  }
}

describe('the sandbox', () => {
  test('ends a generation only when its time has passed and its film is there', async () => {
    await using open = await openSandbox()
    const { query } = await start(open)
    await open.pass(9.9)
    expect(open.media.rendered).toHaveLength(1)
    expect((await query()).status).toBe('in_progress')
    await open.pass(0.1)
    expect((await query()).status).toBe('completed')
  })

  test('renders equal orders once', async () => {
    await using open = await openSandbox()
    await start(open)
    await open.pass(11)
    await start(open, {}, 'sandbox-another')
    await start(open, { prompt: 'Another harbour' })
    await open.pass(11)
    expect(open.media.rendered.map(({ title }) => title)).toEqual(['A quiet harbour', 'Another harbour'])
  })

  test('knows every task after a restart on the same directory, and finishes what was begun', async () => {
    await using open = await openSandbox()
    const { id } = await start(open, { prompt: 'begun before' })
    await open.sandbox.close()
    const again = open.reopen()
    await open.pass(11)
    await again.advance()
    const response = await again.fetch(`${again.baseUrl('uniall')}/v1/videos/${id}`, {
      headers: { authorization: 'Bearer sandbox-uniall' },
    })
    const body = await response.json()
    expect(body).toMatchObject({ status: 'completed' })
    expect((await again.fetch(body.video_url)).status).toBe(200)
  })

  test('delivers the callback that an earlier process owed, once, though two processes watch', async () => {
    await using open = await openSandbox()
    const inputs = { prompt: 'x' }
    await open.call('seedance2ai', 'POST', '/jobs/createTask', { model: 'seedance2', inputs, callBackUrl: 'https://app.example/hook' })
    const other = open.reopen()
    await open.pass(11)
    await Promise.all([other.advance(), open.sandbox.advance()])
    await open.pass(60)
    await other.advance()
    expect(open.delivered).toHaveLength(1)
  })

  test('sees from one process what another accepted and cancelled', async () => {
    await using open = await openSandbox()
    const other = open.reopen()
    const body = { model: 'seedance-2.0', prompt: 'x' }
    const { requestId } = (await open.call('seedance2ink', 'POST', '/api/open/v1/video/generations', body)).body
    await open.pass(5)
    const url = `${other.baseUrl('seedance2ink')}/api/open/v1/video/generations/${requestId}/cancel`
    expect((await other.fetch(url, { method: 'POST', headers: { authorization: 'Bearer sandbox-x' } })).status).toBe(404)
    expect((await other.fetch(url, { method: 'POST', headers: { authorization: 'Bearer sandbox-seedance2ink' } })).status).toBe(200)
    expect((await open.call('seedance2ink', 'GET', `/api/open/v1/video/generations/${requestId}`)).body.status).toBe('cancelled')
  })

  test('knows after a restart that a generation which would have failed was cancelled before', async () => {
    await using open = await openSandbox()
    const body = { model: 'seedance-2.0', prompt: 'x [sandbox:fail]' }
    const { requestId } = (await open.call('seedance2ink', 'POST', '/api/open/v1/video/generations', body)).body
    await open.call('seedance2ink', 'POST', `/api/open/v1/video/generations/${requestId}/cancel`)
    await open.pass(300)
    const again = open.reopen()
    const url = `${again.baseUrl('seedance2ink')}/api/open/v1/video/generations/${requestId}`
    const response = await again.fetch(url, { headers: { authorization: 'Bearer sandbox-seedance2ink' } })
    expect(await response.json()).toMatchObject({ status: 'cancelled' })
  })

  test('looks no more for what happens to a generation that ended long ago', async () => {
    await using open = await openSandbox()
    const { id, query } = await start(open, { prompt: 'x [sandbox:fail]' })
    await open.pass(75)
    await rm(path.join(open.directory, 'tasks', 'uniall', id), { recursive: true })
    expect((await query()).status).toBe('failed')
  })

  test('leaves no half-written file behind', async () => {
    await using open = await openSandbox()
    await start(open)
    await open.pass(11)
    const names = await readdir(open.directory, { recursive: true })
    expect(names.filter((name) => /\.json.+|part/.test(path.basename(name)))).toEqual([])
  })

  test('goes nowhere for an address that is not its own', async () => {
    await using open = await openSandbox()
    await expect(open.sandbox.fetch('https://api.loova.ai/api/v1/tasks')).rejects.toThrow(TypeError)
    await expect(open.sandbox.fetch('https://sandbox.invalid.evil.example/loova/api/v1/tasks')).rejects.toThrow(TypeError)
    expect((await open.sandbox.fetch('https://sandbox.invalid/nobody/x')).status).toBe(404)
  })

  test('serves the ledger of every accepted create', async () => {
    await using open = await openSandbox()
    await start(open, { prompt: 'counted' })
    const { creates } = await (await open.sandbox.fetch('https://sandbox.invalid/_ledger')).json()
    expect(creates).toMatchObject([{ vendor: 'uniall', apiKey: 'sandbox-uniall', prompt: 'counted', creditsCharged: 40, state: 'queued' }])
  })
})

describe('a result URL', () => {
  async function finish(open: OpenSandbox): Promise<{ url: string; query: () => Promise<{ video_url: string }> }> {
    const { query } = await start(open)
    await open.pass(11)
    return { url: (await query()).video_url, query }
  }

  test('serves the whole file and its ranges', async () => {
    await using open = await openSandbox()
    const { url } = await finish(open)
    const whole = await open.sandbox.fetch(url)
    expect(whole.headers.get('content-length')).toBe(String(filmBytes.length))
    expect(whole.headers.get('content-type')).toBe('video/mp4')
    expect(await whole.text()).toBe(filmBytes)
    const part = await open.sandbox.fetch(url, { headers: { range: 'bytes=5-9' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, `bytes 5-9/${filmBytes.length}`, 'film '])
    const tail = await open.sandbox.fetch(url, { headers: { range: 'bytes=-3' } })
    expect([tail.status, await tail.text()]).toEqual([206, 'lm '])
    expect((await open.sandbox.fetch(url, { headers: { range: `bytes=${filmBytes.length}-` } })).status).toBe(416)
    const head = await open.sandbox.fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(filmBytes.length), ''])
  })

  test('expires after a day, is given anew by a query, and cannot be forged', async () => {
    await using open = await openSandbox()
    const { url, query } = await finish(open)
    await open.pass(24 * 3600 - 60)
    expect((await open.sandbox.fetch(url)).status).toBe(200)
    await open.pass(120)
    expect((await open.sandbox.fetch(url)).status).toBe(403)
    expect((await open.sandbox.fetch((await query()).video_url)).status).toBe(200)
    const forged = new URL(url)
    forged.searchParams.set('expires', '99999999999')
    expect((await open.sandbox.fetch(forged)).status).toBe(403)
  })

  test('is a reference like any other, so that a take can be continued', async () => {
    await using open = await openSandbox()
    const { url } = await finish(open)
    const { query } = await start(open, { prompt: 'next', image: url })
    await open.pass(11)
    expect((await query()).status).toBe('completed')
    expect(open.media.rendered.at(-1)?.pictures).toMatchObject([{ file: expect.any(String) }])
  })
})

describe('a reference', () => {
  test('on a host of the docs’ examples is drawn, not fetched', async () => {
    const fetched: string[] = []
    await using open = await openSandbox({
      async fetchReference(url) {
        fetched.push(url)
        return null
      },
    })
    await start(open, { images: ['https://example.com/a.png', 'https://uploads.invalid/b.png'] })
    await open.pass(0)
    expect(open.media.rendered[0]?.pictures).toEqual([
      { placeholder: 'https://example.com/a.png' },
      { placeholder: 'https://uploads.invalid/b.png' },
    ])
    expect(fetched).toEqual(['https://uploads.invalid/b.png'])
  })

  test('that cannot be had fails the task and gives the credits back', async () => {
    await using open = await openSandbox({ fetchReference: () => Promise.reject(new Error('no route')) })
    const { query } = await start(open, { images: ['https://example.com/a.png', 'https://cdn.test/b.png'] })
    await open.pass(1)
    expect(await query()).toMatchObject({ status: 'failed', error: { message: 'Failed to download reference image 2' } })
    expect(await open.sandbox.ledger()).toMatchObject([{ isRefunded: true }])
  })

  test('that breaks off fails the task and leaves nothing of it', async () => {
    async function* half() {
      yield picture.subarray(0, 10)
      throw new Error('the line is dead')
    }
    await using open = await openSandbox({ fetchReference: async () => half() })
    const { query } = await start(open, { images: ['https://cdn.test/b.png'] })
    await open.pass(1)
    expect(await query()).toMatchObject({ status: 'failed', error: { message: 'Failed to download reference image 1' } })
    expect(await readdir(path.join(open.directory, 'references'))).toEqual([])
  })

  test('of the wrong kind fails the task', async () => {
    await using open = await openSandbox({ fetchReference: async () => [picture] })
    const { query } = await start(open, { videos: ['https://cdn.test/b.mp4'] })
    await open.pass(1)
    expect(await query()).toMatchObject({ status: 'failed', error: { message: 'Reference video 1 is not a video file' } })
  })

  test('gives a seedance2ai start image’s ratio to the film', async () => {
    await using open = await openSandbox({ fetchReference: async () => [picture] })
    await open.call('seedance2ai', 'POST', '/jobs/createTask', { model: 'seedance2', inputs: { urls: ['https://cdn.test/a.png'] } })
    await open.pass(0)
    expect(open.media.rendered).toMatchObject([{ width: 960, height: 720, layout: 'start', title: '' }])
  })
})
