import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serveSandbox } from './serve-http.ts'
import { listCurlCommands, readDocs, readJsonAfter, shapeOf } from './testing/docs-examples.ts'
import { type OpenSandbox, openSandbox } from './testing/open-sandbox.ts'
import { writeShellTools } from './testing/shell-tools.ts'

let open: OpenSandbox
let server: Server
let origin: string
let tools: string

interface Finished {
  code: number | null
  output: string
}

async function run(program: string, words: string[], input = '', environment: Record<string, string> = {}): Promise<Finished> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...environment, PATH: `${process.env.PATH}:${tools}` }
  const child = spawn(program, words, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.end(input)
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const [code] = await once(child, 'close')
  return { code, output }
}

async function perform(words: readonly string[]): Promise<unknown> {
  const finished = await run('curl', words.slice(1))
  return JSON.parse(finished.output)
}

/** The page with its base URL changed and nothing else. */
function pageOf(vendor: string, from: string): string {
  return readDocs(vendor).replaceAll(from, `${origin}/${vendor}`)
}

beforeAll(async () => {
  tools = await mkdtemp(path.join(tmpdir(), 'docs-tools-'))
  await writeShellTools(tools)
  const listening = serveSandboxLater()
  open = await openSandbox({ renderSeconds: 0, clock: Date.now, origin: await listening.origin })
  listening.start(open)
})

/** The port is known only when the server listens, and the sandbox wants to know its origin before. */
function serveSandboxLater() {
  let opened: OpenSandbox | null = null
  const delegate: OpenSandbox['sandbox']['fetch'] = (input, init) => {
    if (!opened) throw new Error('not open yet')
    return opened.sandbox.fetch(input, init)
  }
  server = serveSandbox({
    fetch: delegate,
    get origin() {
      return origin
    },
  })
  server.listen(0, '127.0.0.1')
  return {
    origin: once(server, 'listening').then(() => {
      const address = server.address()
      origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
      return origin
    }),
    start(value: OpenSandbox) {
      opened = value
    },
  }
}

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await open[Symbol.asyncDispose]()
  await rm(tools, { recursive: true, force: true })
})

describe('the examples in the vendors’ docs run unchanged, base URL aside', () => {
  test.each([
    ['loova', 'https://api.loova.ai', 2],
    ['outai', 'https://api.outai.top', 1],
  ])('%s: every cURL command creates a task and answers as shown', async (vendor, host, count) => {
    const page = pageOf(vendor, host)
    const commands = listCurlCommands(page, {})
    expect(commands).toHaveLength(count)
    for (const command of commands) {
      const answer = await perform(command)
      expect(answer).toMatchObject({ code: 200, message: null, data: { status: 'running' } })
      expect(shapeOf(answer)).toEqual(shapeOf(readJsonAfter(page, "}\n'\n")))
    }
  })

  test('seedance2ai: every cURL command', async () => {
    const page = pageOf('seedance2ai', 'https://seedance2-ai.ai')
    const commands = listCurlCommands(page, { API_KEY: 'sandbox-docs' }).filter(
      (words) => !words.some((word) => word.includes('queryTask')),
    )
    const answers: unknown[] = []
    for (const command of commands) {
      answers.push(await perform(command))
      await open.pass(0)
    }
    expect(shapeOf(answers[0])).toEqual(shapeOf(readJsonAfter(page, 'credits Response\n')))
    expect(answers.slice(1).map(shapeOf)).toEqual(Array.from({ length: 6 }, () => shapeOf(readJsonAfter(page, '// 200 OK'))))
    expect(open.delivered).toMatchObject([{ url: 'https://your-server.com/webhook/seedance' }])
    expect(shapeOf(open.delivered[0]?.body)).toEqual(shapeOf(readJsonAfter(page, '// POST to your callBackUrl')))
  })

  test('seedance2ai: the quick start script', { timeout: 30_000 }, async () => {
    const page = pageOf('seedance2ai', 'https://seedance2-ai.ai')
    const script = /# 1\. Create[\s\S]*?\ndone/.exec(page)?.[0] ?? ''
    const finished = await run('sh', ['-c', script], '', { API_KEY: 'sandbox-quick-start' })
    expect(finished.output).toMatch(/Task created: task_\w+/)
    expect(finished.output).toContain('Status: COMPLETED')
  })

  test('seedance2ai: the full JavaScript example', { timeout: 30_000 }, async () => {
    const page = pageOf('seedance2ai', 'https://seedance2-ai.ai')
    const script = /const API_KEY = process\.env\.API_KEY;[\s\S]*main\(\)\.catch\(console\.error\);/.exec(page)?.[0] ?? ''
    const finished = await run(process.execPath, ['-'], script, { API_KEY: 'sandbox-example' })
    expect(finished.output).toMatch(
      /Credits: 1000000\nTask: task_\w+\nVideo: http:\/\/127\.0\.0\.1:\d+\/seedance2ai\/files\/task_\w+\.mp4\?/,
    )
  })

  test('uniall: both creates, and the query of a task', async () => {
    const page = pageOf('uniall', '{BASE_URL}')
    const [create = [], multiReference = [], query = []] = listCurlCommands(page, {})
    const created = await perform(create)
    expect(created).toMatchObject({ object: 'video.generation.job', model: 'seedance2.0-720p' })
    expect(await perform(multiReference)).toMatchObject({ model: 'seedance2.0-fast-720p' })
    await open.pass(0)
    const id = created !== null && typeof created === 'object' && 'id' in created ? String(created.id) : ''
    const answer = await perform(query.map((word) => word.replace('task_xxx', id)))
    expect(shapeOf(answer)).toEqual(shapeOf(readJsonAfter(page, '-H "Authorization: Bearer sk-***"\n')))
    expect(shapeOf(answer)).toEqual(shapeOf(readJsonAfter(page, '/v1/videos/task_xxx')))
    expect(answer).toMatchObject({ status: 'completed', progress: 100 })
  })

  test('seedance2ink: create, query and cancel', async () => {
    const page = pageOf('seedance2ink', 'https://www.seedance2.ink')
    const [create = [], query = [], cancel = []] = listCurlCommands(page, {})
    const send = async (marker: string) => {
      const answer = await perform(create.map((word) => word.replace('A river', `${marker}A river`)))
      expect(shapeOf(answer)).toEqual(shapeOf(readJsonAfter(page, 'Success Response')))
      return answer !== null && typeof answer === 'object' && 'requestId' in answer ? String(answer.requestId) : ''
    }
    const ask = (command: readonly string[], id: string) => perform(command.map((word) => word.replace('req_1234567890', id)))
    const done = await send('')
    await open.pass(0)
    expect(shapeOf(await ask(query, done))).toEqual(shapeOf(readJsonAfter(page, 'Successful completion response')))
    const running = await send('[sandbox:never] ')
    expect(shapeOf(await ask(query, running))).toEqual(shapeOf(readJsonAfter(page, 'Pending response')))
    expect(shapeOf(await ask(cancel, running))).toEqual(shapeOf(readJsonAfter(page, '/cancel \\\n')))
    const failed = await send('[sandbox:fail] ')
    expect(shapeOf(await ask(query, failed))).toEqual(shapeOf(readJsonAfter(page, 'Failure response')))
  })
})

describe('the HTTP server', () => {
  const order = (marker: string) => ({
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-http' },
    body: JSON.stringify({ model: 'seedance2.0-720p', prompt: `A harbour ${marker}` }),
  })

  test('drops the connection where the in-process fetch rejects', async () => {
    await expect(fetch(`${origin}/uniall/v1/video/generations`, order('[sandbox:lost-answer]'))).rejects.toThrow('fetch failed')
    expect((await open.sandbox.ledger()).filter(({ apiKey }) => apiKey === 'sandbox-http')).toHaveLength(1)
  })

  test('serves files with ranges, and breaks off where one is cut short', async () => {
    const download = async (marker: string) => {
      const { id } = await (await fetch(`${origin}/uniall/v1/video/generations`, order(marker))).json()
      await open.pass(0)
      const { video_url: url } = await (
        await fetch(`${origin}/uniall/v1/videos/${id}`, { headers: { authorization: 'Bearer sandbox-http' } })
      ).json()
      return fetch(url, { headers: marker === '' ? { range: 'bytes=0-3' } : {} })
    }
    const part = await download('')
    expect([part.status, await part.text()]).toEqual([206, 'film'])
    await expect((await download('[sandbox:truncated-file]')).text()).rejects.toThrow('terminated')
  })
})
