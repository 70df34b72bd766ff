import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createDiskStorage } from './disk-storage.ts'
import { createFileRepeater } from './repeat-file.ts'
import { announceSendingFiles, sendFiles } from './send-file.ts'
import { repeatHeader, serveStoredFile } from './serve-file.ts'

let directory: string
const content = randomBytes(1_000_000)
const options = { contentType: 'video/mp4', fileName: 'Müde Katze.mp4', cacheControl: 'private', mayRepeat: true }
/** Who was asked for by the routes, one entry a time. */
let asked: string[] = []
/** Cookies that may have the film. */
let allowed = new Set<string>()
let now = 0
let isHeldBack: Promise<void> | null = null
let origin = ''

const app = createServer()

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'dailies-repeat-'))
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(app.address() as AddressInfo).port}`
  announceSendingFiles()
})
afterAll(async () => {
  app.closeAllConnections()
  app.close()
  await rm(directory, { recursive: true, force: true })
})

beforeEach(async () => {
  const storage = createDiskStorage(directory)
  await writeFile(path.join(directory, 'film'), content)
  const repeat = createFileRepeater(storage, () => now)
  asked = []
  allowed = new Set(['a', 'b'])
  now = 0
  isHeldBack = null
  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const cookie = request.headers.cookie ?? ''
    asked.push(cookie)
    if (request.method === 'POST') {
      allowed.delete(cookie)
      response.end()
      return
    }
    const isAllowed = allowed.has(cookie)
    await isHeldBack
    const headers = new Headers(request.headers.range ? { range: request.headers.range } : {})
    const served = isAllowed ? await serveStoredFile(new Request(origin, { headers }), storage, 'film', options) : null
    response.statusCode = served?.status ?? 404
    for (const [name, value] of served?.headers ?? []) response.setHeader(name, value)
    response.end()
  }
  app.removeAllListeners('request')
  app.on('request', (request, response) => {
    sendFiles(response)
    repeat(request, response, () => void route(request, response))
  })
})

async function ask(cookie: string, range?: string, method = 'GET', address = '/film') {
  const answer = await fetch(origin + address, { method, headers: { cookie, ...(range && { range }) } })
  return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) }
}

test('the second part of a film is sent without a question to the route, and with all that the first one said', async () => {
  const first = await ask('a', 'bytes=0-99')
  const second = await ask('a', 'bytes=500000-700000')
  expect(asked).toEqual(['a'])
  expect([second.status, second.body.equals(content.subarray(500_000, 700_001))]).toEqual([206, true])
  expect(second.headers.get('content-range')).toBe('bytes 500000-700000/1000000')
  for (const name of ['etag', 'content-type', 'content-disposition', 'cache-control', 'content-security-policy', 'x-content-type-options'])
    expect([name, second.headers.get(name)]).toEqual([name, first.headers.get(name)])
  expect([first, second].map(({ headers }) => headers.get(repeatHeader))).toEqual([null, null])
  expect((await ask('a', 'bytes=2000000-')).status).toBe(416)
  expect((await ask('a', undefined, 'HEAD')).headers.get('content-length')).toBe('1000000')
  expect((await ask('a')).body.equals(content)).toBe(true)
  expect(asked).toEqual(['a'])
})

test('nobody gets by another’s question, nor by another address', async () => {
  await ask('a')
  expect((await ask('stranger')).status).toBe(404)
  await ask('b')
  await ask('a', undefined, 'GET', '/film?download=1')
  expect(asked).toEqual(['a', 'stranger', 'b', 'a'])
})

test('two seconds later it is asked again', async () => {
  await ask('a')
  now = 1_999
  await ask('a')
  now = 2_000
  await ask('a')
  expect(asked).toEqual(['a', 'a'])
})

test('whoever signs out gets nothing more, at once', async () => {
  await ask('a')
  await ask('a', undefined, 'POST', '/sign-out')
  expect((await ask('a')).status).toBe(404)
})

test('a yes that was found before somebody signed out, and came after, is not kept', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  isHeldBack = promise
  const late = ask('a')
  await expect.poll(() => asked.length).toBe(1)
  await ask('a', undefined, 'POST', '/sign-out')
  isHeldBack = null
  resolve()
  expect((await late).status).toBe(200)
  expect((await ask('a')).status).toBe(404)
})

test('of a file that has gone the route hears', async () => {
  await ask('a')
  await unlink(path.join(directory, 'film'))
  expect((await ask('a')).status).toBe(404)
  expect(asked).toEqual(['a', 'a'])
})
