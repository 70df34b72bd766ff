import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { faults, parseFaults } from './faults.ts'
import { openSandbox } from './testing/open-sandbox.ts'

const create = '/v1/video/generations'
const order = (marker: string) => ({ model: 'seedance2.0-720p', prompt: `A quiet harbour ${marker}`, duration: 5 })

describe('the markers', () => {
  test('are taken out of the title, with their numbers', () => {
    expect(parseFaults('A [sandbox:slow=12] storm [sandbox:fail]')).toEqual({
      title: 'A storm',
      script: { slow: 12, fail: 0 },
      unknown: [],
    })
    expect(parseFaults('[sandbox:nonsense] x').unknown).toEqual(['nonsense'])
    expect(parseFaults('[sandbox:constructor] x').unknown).toEqual(['constructor'])
  })

  test('are all in the README, in the words of the table', () => {
    const readme = readFileSync(path.join(import.meta.dirname, 'README.md'), 'utf8')
    const rows = Object.entries(faults).map(([name, { argument, default: number, does }]) => {
      const times = number === Number.MAX_SAFE_INTEGER ? 'every call' : `the first ${number === 1 ? 'call' : `${number} calls`}`
      const note = argument === 'times' ? ` (${times})` : argument === 'seconds' ? ` (${number} s)` : ''
      return `| \`[sandbox:${name}${argument === null ? '' : '=N'}]\` | ${does}${note} |`
    })
    expect(readme.split('<!-- faults -->\n')[1]?.split('\n<!-- /faults -->')[0]).toBe(rows.join('\n'))
  })
})

describe('a fault of the create', () => {
  test('busy refuses the first calls and then lets the same request through', async () => {
    await using open = await openSandbox()
    const send = async () => (await open.call('uniall', 'POST', create, order('[sandbox:busy=2]'))).status
    expect([await send(), await send(), await send()]).toEqual([429, 429, 200])
  })

  test.each([
    ['no-credits', 402],
    ['reject', 400],
    ['server-error', 500],
    ['html-error', 502],
  ])('%s is answered %i and accepts nothing', async (marker, status) => {
    await using open = await openSandbox()
    const answer = await open.call('uniall', 'POST', create, order(`[sandbox:${marker}]`))
    expect(answer.status).toBe(status)
    if (marker === 'html-error') expect(answer.body).toContain('<html>')
    expect(await open.sandbox.ledger()).toEqual([])
  })

  test('rate-limited says when to come back and then lets the same request through', async () => {
    await using open = await openSandbox()
    const first = await open.call('uniall', 'POST', create, order('[sandbox:rate-limited]'))
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '30'])
    expect((await open.call('uniall', 'POST', create, order('[sandbox:rate-limited]'))).status).toBe(200)
  })

  test('unreachable refuses the connection and accepts nothing', async () => {
    await using open = await openSandbox()
    await expect(open.call('uniall', 'POST', create, order('[sandbox:unreachable]'))).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    })
    expect(await open.sandbox.ledger()).toEqual([])
  })

  test('lost-answer accepts, charges and finishes a task that nobody was told of', async () => {
    await using open = await openSandbox()
    await expect(open.call('uniall', 'POST', create, order('[sandbox:lost-answer]'))).rejects.toThrow('fetch failed')
    await open.pass(11)
    expect(await open.sandbox.ledger()).toMatchObject([{ creditsCharged: 40, state: 'succeeded' }])
  })

  test('hang accepts and never answers, until the client gives up', async () => {
    await using open = await openSandbox()
    const patience = new AbortController()
    const answer = open.sandbox.fetch(`${open.sandbox.baseUrl('uniall')}${create}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-uniall' },
      body: JSON.stringify(order('[sandbox:hang]')),
      signal: patience.signal,
    })
    await expect.poll(() => open.sandbox.ledger()).toHaveLength(1)
    patience.abort()
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('broken-json accepts and answers with half a body', async () => {
    await using open = await openSandbox()
    const response = await open.sandbox.fetch(`${open.sandbox.baseUrl('uniall')}${create}`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-uniall' },
      body: JSON.stringify(order('[sandbox:broken-json]')),
    })
    expect(response.status).toBe(200)
    await expect(response.json()).rejects.toThrow(SyntaxError)
    expect(await open.sandbox.ledger()).toHaveLength(1)
  })

  test('a misspelt marker is refused', async () => {
    await using open = await openSandbox()
    expect(await open.call('uniall', 'POST', create, order('[sandbox:lost-anwser]'))).toMatchObject({
      status: 400,
      body: { error: { message: 'Unknown sandbox marker: lost-anwser' } },
    })
  })
})

describe('a fault of the running task', () => {
  const start = async (open: Awaited<ReturnType<typeof openSandbox>>, marker: string) => {
    const { body } = await open.call('uniall', 'POST', create, order(marker))
    return () => open.call('uniall', 'GET', `/v1/videos/${body.id}`)
  }

  test('fail and late-reject end it and give the credits back', async () => {
    await using open = await openSandbox()
    const failed = await start(open, '[sandbox:fail]')
    const rejected = await start(open, '[sandbox:late-reject]')
    await open.pass(11)
    expect((await failed()).body).toMatchObject({ status: 'failed', error: { message: 'Video generation failed upstream' } })
    expect((await rejected()).body).toMatchObject({ status: 'failed', error: { code: 'content_policy_violation' } })
    expect(await open.sandbox.ledger()).toMatchObject([{ isRefunded: true }, { isRefunded: true }])
  })

  test('slow takes its time and never takes for ever', async () => {
    await using open = await openSandbox()
    const slow = await start(open, '[sandbox:slow=100]')
    const never = await start(open, '[sandbox:never]')
    await open.pass(99)
    expect((await slow()).body).toMatchObject({ status: 'in_progress', progress: 99 })
    await open.pass(100_000)
    expect((await slow()).body.status).toBe('completed')
    expect((await never()).body).toMatchObject({ status: 'in_progress', progress: 95 })
  })

  test('unknown-status uses a word of its own until the end', async () => {
    await using open = await openSandbox()
    const query = await start(open, '[sandbox:unknown-status]')
    expect((await query()).body.status).toBe('transcoding')
    await open.pass(11)
    expect((await query()).body.status).toBe('completed')
  })

  test('cancelled, vanished-task and the query faults say what they say', async () => {
    await using open = await openSandbox()
    const cancelled = await start(open, '[sandbox:cancelled]')
    const vanished = await start(open, '[sandbox:vanished-task]')
    const html = await start(open, '[sandbox:query-html]')
    const lost = await start(open, '[sandbox:query-lost=1]')
    const error = await start(open, '[sandbox:query-error=1]')
    await open.pass(11)
    expect((await cancelled()).body).toMatchObject({ status: 'failed', error: { code: 'cancelled' } })
    expect((await vanished()).status).toBe(404)
    expect([(await html()).status, (await html()).status, (await html()).status]).toEqual([502, 502, 200])
    await expect(lost()).rejects.toThrow('fetch failed')
    expect((await lost()).status).toBe(200)
    expect([(await error()).status, (await error()).status]).toEqual([500, 200])
  })

  test('tag tells two orders of one film apart', async () => {
    await using open = await openSandbox()
    await start(open, '[sandbox:tag=1]')
    await open.pass(1)
    await start(open, '[sandbox:tag=2]')
    await open.pass(11)
    expect((await open.sandbox.ledger()).map(({ prompt }) => prompt)).toEqual([
      'A quiet harbour [sandbox:tag=1]',
      'A quiet harbour [sandbox:tag=2]',
    ])
    expect(open.media.rendered).toHaveLength(1)
  })

  test('callback-twice delivers twice and no-callback never', async () => {
    await using open = await openSandbox()
    const send = (marker: string) =>
      open.call('seedance2ai', 'POST', '/jobs/createTask', {
        model: 'seedance2',
        inputs: { prompt: marker },
        callBackUrl: `https://app.example/${marker.slice(9, -1)}`,
      })
    await send('[sandbox:callback-twice]')
    await send('[sandbox:no-callback]')
    await open.pass(11)
    await open.pass(60)
    expect(open.delivered.map(({ url }) => url)).toEqual(['https://app.example/callback-twice', 'https://app.example/callback-twice'])
  })
})

describe('a fault of the file', () => {
  async function download(marker: string) {
    await using open = await openSandbox()
    const { body } = await open.call('uniall', 'POST', create, order(marker))
    await open.pass(11)
    const url: string = (await open.call('uniall', 'GET', `/v1/videos/${body.id}`)).body.video_url
    if (marker.includes('expires')) await open.pass(3)
    const fetchFile = async () => {
      const response = await open.sandbox.fetch(url)
      return { status: response.status, promised: Number(response.headers.get('content-length')), text: await response.text() }
    }
    return { first: await fetchFile(), second: await fetchFile() }
  }

  test.each([
    ['vanished-file', 404],
    ['expires=2', 403],
    ['redirect-private', 302],
  ])('%s answers %i', async (marker, status) => {
    expect((await download(`[sandbox:${marker}]`)).first.status).toBe(status)
  })

  test('file-error passes', async () => {
    const { first, second } = await download('[sandbox:file-error=1]')
    expect([first.status, second.status]).toEqual([503, 200])
  })

  test('truncated-file promises more than it sends', async () => {
    const { first } = await download('[sandbox:truncated-file]')
    expect(first.status).toBe(200)
    expect(first.text.length).toBeLessThan(first.promised)
  })

  test('not-a-video is a page', async () => {
    expect((await download('[sandbox:not-a-video]')).first).toMatchObject({ status: 200, text: expect.stringContaining('<!doctype html>') })
  })
})
