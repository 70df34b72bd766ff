import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { uploadSessionViewSchema } from '#lib/generation/upload-session-view.ts'
import { SecondServer } from '../e2e/second-server.ts'
import { endlessWav } from './testing/endless-wav.ts'
import { owner, signIn } from './testing/owner.ts'
import { peakMemory, residentBytes } from './testing/resident-memory.ts'
import type { MoveOrder } from './testing/storage-mover.ts'

/** A file of two gigabytes through everything that carries files; whoever moves it may hold less than 100 MB for it. */
const bytes = 2_000_000_000
/** Loads the code and fills the pools, so that what comes after is the file's. */
const warmUpBytes = 64_000_000
const aimBytes = 100_000_000
const noS3 = {
  S3_BUCKET: undefined,
  S3_ENDPOINT: undefined,
  S3_REGION: undefined,
  S3_ACCESS_KEY_ID: undefined,
  S3_SECRET_ACCESS_KEY: undefined,
  S3_REDIRECT: 'off',
} as const

const directory = await mkdtemp(path.join(tmpdir(), 'dailies-memory-bench-'))
let isOver = false
try {
  console.log(`${bytes / 1e9} GB up and down; extra resident memory over a process that has moved ${warmUpBytes / 1e6} MB`)
  await measureStorage('disk', { DATA_DIR: path.join(directory, 'disk'), ...noS3 })
  const { child, port } = await startS3()
  const s3 = { S3_BUCKET: 'takes', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_ACCESS_KEY_ID: 'S3RVER', S3_SECRET_ACCESS_KEY: 'S3RVER' }
  await measureStorage('s3', { ...noS3, DATA_DIR: directory, ...s3 })
  child.kill()
  await rm(path.join(directory, 's3'), { recursive: true, force: true })
  await measureRoutes()
  console.log(`load at the end ${loadavg()[0]?.toFixed(1)}`)
} finally {
  await rm(directory, { recursive: true, force: true })
}
if (isOver) process.exitCode = 1

function report(what: string, extra: number, startedAt: number, more = ''): void {
  const seconds = (performance.now() - startedAt) / 1000
  isOver ||= extra >= aimBytes
  const pace = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`
  const verdict = extra < aimBytes ? '' : '  MORE THAN 100 MB'
  console.log(`  ${what.padEnd(34)}+${(extra / 1e6).toFixed(0).padStart(3)} MB ${pace.padStart(10)}${more}${verdict}`)
}

async function startS3(): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(path.join(import.meta.dirname, 'testing', 's3-process.ts'), [path.join(directory, 's3')], {
    execArgv: ['--no-warnings'],
  })
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve((message as { port: number }).port)))
  return { child, port }
}

async function measureStorage(name: string, env: MoveOrder['env']): Promise<void> {
  for (const direction of ['up', 'down'] as const) {
    const child = fork(path.join(import.meta.dirname, 'testing', 'storage-mover.ts'), { execArgv: ['--no-warnings'] })
    const move = (order: Pick<MoveOrder, 'direction' | 'key' | 'bytes'>) =>
      new Promise<void>((resolve, reject) => {
        child.once('message', (answer: { error?: string }) => (answer.error === undefined ? resolve() : reject(new Error(answer.error))))
        child.send({ env, ...order })
      })
    if (direction === 'up') await move({ direction, key: 'bench/small.wav', bytes: warmUpBytes })
    await move({ direction, key: 'bench/small.wav', bytes: warmUpBytes })
    const before = await residentBytes(child.pid ?? 0)
    const startedAt = performance.now()
    const { own } = await peakMemory(child.pid ?? 0, () => move({ direction, key: 'bench/large.wav', bytes }))
    report(`${name} storage, ${direction}`, own - before, startedAt)
    child.kill()
  }
}

async function measureRoutes(): Promise<void> {
  const server = new SecondServer({
    DATA_DIR: path.join(directory, 'data'),
    OWNER_EMAIL: owner.email,
    OWNER_PASSWORD: owner.password,
    WORKER: 'inline',
  })
  try {
    const url = new URL(await server.waitFor(/ready at (http:\/\/\S+)/))
    const cookie = await signIn(url)
    const headers = { cookie, origin: url.origin }
    const measure = async (what: string, work: (size: number) => Promise<unknown>) => {
      await work(warmUpBytes)
      const before = await residentBytes(server.processId)
      const startedAt = performance.now()
      const { own, children } = await peakMemory(server.processId, () => work(bytes))
      report(what, own - before, startedAt, `, media process at most ${(children / 1e6).toFixed(0)} MB`)
    }
    let address = ''
    await measure('POST /api/uploads, one body', async (size) => {
      address = (await sendWhole(url, headers, size)).url
    })
    await measure('parts of 8 MB, then finish', async (size) => {
      address = (await sendParts(url, headers, size)).url
    })
    await measure('GET /api/uploads/…/file', async (size) => {
      const answer = await fetch(new URL(address, url), { headers: { cookie, range: `bytes=0-${size - 1}` } })
      let read = 0
      for await (const chunk of answer.body ?? []) read += chunk.length
      if (read !== size) throw new Error(`${read} of ${size} bytes came back`)
    })
  } finally {
    await server.stop()
  }
}

/** One multipart body, made as it is sent. */
async function sendWhole(url: URL, headers: Record<string, string>, size: number) {
  const head = Buffer.from('--dailies\r\ncontent-disposition: form-data; name="file"; filename="noise.wav"\r\n\r\n')
  const tail = Buffer.from('\r\n--dailies--\r\n')
  async function* body() {
    yield head
    yield* endlessWav(size)
    yield tail
  }
  const answer = await fetch(new URL('/api/uploads', url), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'multipart/form-data; boundary=dailies' },
    body: Readable.toWeb(Readable.from(body())),
    duplex: 'half',
  } as RequestInit)
  return readAnswer(answer, uploadViewSchema)
}

async function sendParts(url: URL, headers: Record<string, string>, size: number) {
  const start = await fetch(new URL('/api/uploads/sessions', url), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'noise.wav', bytes: size }),
  })
  const { id, partBytes } = await readAnswer(start, uploadSessionViewSchema)
  const send = async (offset: number, part: Buffer<ArrayBuffer>) => {
    const sent = await fetch(new URL(`/api/uploads/sessions/${id}?offset=${offset}`, url), {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: part,
    })
    return (await readAnswer(sent, uploadSessionViewSchema)).receivedBytes
  }
  let offset = 0
  let waiting: Buffer<ArrayBuffer>[] = []
  for await (const chunk of endlessWav(size)) {
    waiting.push(chunk)
    const held = waiting.reduce((sum, each) => sum + each.length, 0)
    if (held + 1024 * 1024 <= partBytes) continue
    offset = await send(offset, Buffer.concat(waiting))
    waiting = []
  }
  if (waiting.length > 0) await send(offset, Buffer.concat(waiting))
  const finished = await fetch(new URL(`/api/uploads/sessions/${id}/finish`, url), { method: 'POST', headers })
  return readAnswer(finished, uploadViewSchema)
}

async function readAnswer<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status} ${text.slice(0, 300)}`)
  return schema.parse(JSON.parse(text))
}
