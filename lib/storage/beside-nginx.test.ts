import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDiskStorage } from './disk-storage.ts'
import { serveStoredFile } from './serve-file.ts'
import type { Storage } from './storage.ts'
import { nginxProgram, startNginx } from './testing/nginx.ts'

const content = '0123456789'
const modifiedAt = new Date('2026-03-01T10:00:00Z')
const date = 'Sun, 01 Mar 2026 10:00:00 GMT'
const earlier = 'Sun, 01 Mar 2026 09:59:59 GMT'

type Asked = Record<string, string>
/** `{etag}` stands for each server's own validator. */
const cases: [string, Asked, method?: string][] = [
  ['no range', {}],
  ['the first two bytes', { range: 'bytes=0-1' }],
  ['one byte', { range: 'bytes=9-9' }],
  ['an open end', { range: 'bytes=4-' }],
  ['everything', { range: 'bytes=0-' }],
  ['an end past the file', { range: 'bytes=8-99' }],
  ['a suffix', { range: 'bytes=-3' }],
  ['a suffix longer than the file', { range: 'bytes=-99' }],
  ['an empty suffix', { range: 'bytes=-0' }],
  ['a start at the end', { range: 'bytes=10-' }],
  ['a start past the end', { range: 'bytes=99-100' }],
  ['another unit', { range: 'lines=0-1' }],
  ['If-Range with the same tag', { range: 'bytes=0-1', 'if-range': '{etag}' }],
  ['If-Range with another tag', { range: 'bytes=0-1', 'if-range': '"old"' }],
  ['If-Range with the same date', { range: 'bytes=0-1', 'if-range': date }],
  ['If-Range with another date', { range: 'bytes=0-1', 'if-range': earlier }],
  ['If-None-Match with the same tag', { 'if-none-match': '{etag}' }],
  ['If-None-Match with the tag made weak', { 'if-none-match': 'W/{etag}' }],
  ['If-None-Match with another tag', { 'if-none-match': '"old"' }],
  ['If-None-Match before a range', { 'if-none-match': '{etag}', range: 'bytes=0-1' }],
  ['If-None-Match before a date', { 'if-none-match': '"old"', 'if-modified-since': date }],
  ['If-Modified-Since with the same date', { 'if-modified-since': date }],
  ['If-Match with the same tag', { 'if-match': '{etag}' }],
  ['If-Match with another tag', { 'if-match': '"old"' }],
  ['If-Unmodified-Since with an earlier date', { 'if-unmodified-since': earlier }],
  ['HEAD', {}, 'HEAD'],
]

/** Where the standard leaves a choice and the two choose differently; each is looked at, so that a change of ours is seen. */
const choices: [string, Asked, method: string, ours: number, nginx: number, why: string][] = [
  ['several ranges', { range: 'bytes=0-1,4-5' }, 'GET', 200, 206, 'no player asks for them; the whole file is a right answer'],
  ['a range backwards', { range: 'bytes=5-2' }, 'GET', 200, 416, 'an invalid range is ignored (RFC 9110, 14.1.1)'],
  ['nonsense', { range: 'bytes=a-b' }, 'GET', 200, 416, 'an invalid range is ignored'],
  ['HEAD with a range', { range: 'bytes=0-1' }, 'HEAD', 200, 206, 'Range is defined for GET only (14.2)'],
  ['If-Modified-Since with a later date', { 'if-modified-since': 'Sun, 01 Mar 2026 11:00:00 GMT' }, 'GET', 304, 200, 'not modified since'],
]

describe.runIf(nginxProgram !== null)('beside nginx (skipped where it is not installed)', () => {
  let directory: string
  let storage: Storage
  let port: number
  let stop: () => Promise<void>

  beforeAll(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'dailies-nginx-'))
    const files = path.join(directory, 'files')
    storage = createDiskStorage(files)
    await storage.check()
    await writeFile(path.join(files, 'film.mp4'), content)
    await utimes(path.join(files, 'film.mp4'), modifiedAt, modifiedAt)
    const nginx = await startNginx(path.join(directory, 'nginx'), files)
    if (nginx === null) throw new Error('nginx does not start')
    port = nginx.port
    stop = nginx.stop
  })
  afterAll(async () => {
    await stop()
    await rm(directory, { recursive: true, force: true })
  })

  const askOurs = async (headers: Asked, method = 'GET') => {
    const request = new Request('http://localhost/film.mp4', { method, headers })
    const served = await serveStoredFile(request, storage, 'film.mp4', { contentType: 'video/mp4', cacheControl: 'private' })
    if (served === null) throw new Error('the file is there')
    return served
  }
  const askNginx = (headers: Asked, method = 'GET') => fetch(`http://127.0.0.1:${port}/film.mp4`, { method, headers })

  async function ask(send: typeof askOurs, asked: Asked, method?: string): Promise<Response> {
    const etag = (await send({}, 'HEAD')).headers.get('etag') ?? ''
    return send(Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, value.replace('{etag}', etag)])), method)
  }

  async function factsOf(response: Response) {
    const { status, headers } = response
    const isFile = status === 200 || status === 206
    return {
      status,
      range: headers.get('content-range'),
      modified: status < 400 ? headers.get('last-modified') : null,
      ...(isFile && {
        length: headers.get('content-length'),
        type: headers.get('content-type'),
        ranges: status === 200 ? headers.get('accept-ranges') : null,
        body: await response.text(),
      }),
    }
  }

  test.each(cases)('answers alike: %s', async (_name, asked, method) => {
    expect(await factsOf(await ask(askOurs, asked, method))).toEqual(await factsOf(await ask(askNginx, asked, method)))
  })

  test.each(choices)('answers otherwise, by choice: %s', async (_name, asked, method, ours, nginx) => {
    expect([(await ask(askOurs, asked, method)).status, (await ask(askNginx, asked, method)).status]).toEqual([ours, nginx])
  })
})
