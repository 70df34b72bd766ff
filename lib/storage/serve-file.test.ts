import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { serveStoredFile } from './serve-file.ts'
import type { Storage } from './storage.ts'

const content = '0123456789'
const etag = '"abc"'
const modifiedAt = new Date('2026-03-01T10:00:00.750Z')
const date = 'Sun, 01 Mar 2026 10:00:00 GMT'
const earlier = 'Sun, 01 Mar 2026 09:59:59 GMT'

function storageOf(files: Record<string, string>): Storage & { opened: Readable[] } {
  const opened: Readable[] = []
  return {
    kind: 'disk',
    opened,
    async stat(key) {
      const file = files[key]
      return file === undefined ? null : { bytes: file.length, contentType: null, modifiedAt, etag }
    },
    async read(key, range) {
      const file = files[key]
      if (file === undefined) return null
      const stream = Readable.from([Buffer.from(range ? file.slice(range.start, range.end + 1) : file)])
      opened.push(stream)
      return stream
    },
    async write() {},
    async putFile() {},
    async remove() {},
    async *list() {},
    async check() {},
  }
}

async function serve(method: string, headers: Record<string, string>, file = content, fileName?: string) {
  const storage = storageOf({ file })
  const request = new Request('http://localhost/file', { method, headers })
  const response = await serveStoredFile(request, storage, 'file', {
    contentType: 'video/mp4',
    cacheControl: 'private',
    fileName,
    isDownload: fileName !== undefined,
  })
  if (response === null) throw new Error('the file is there')
  return { response, text: await response.text(), storage }
}

const whole = { status: 200, body: content, range: null, length: '10' }
const cases: [string, string, Record<string, string>, { status: number; body: string; range: string | null; length?: string }][] = [
  ['no range', 'GET', {}, whole],
  ['the first two bytes', 'GET', { range: 'bytes=0-1' }, { status: 206, body: '01', range: 'bytes 0-1/10', length: '2' }],
  ['one byte', 'GET', { range: 'bytes=0-0' }, { status: 206, body: '0', range: 'bytes 0-0/10', length: '1' }],
  ['the last byte by position', 'GET', { range: 'bytes=9-9' }, { status: 206, body: '9', range: 'bytes 9-9/10', length: '1' }],
  ['an open end', 'GET', { range: 'bytes=4-' }, { status: 206, body: '456789', range: 'bytes 4-9/10', length: '6' }],
  ['everything, asked as a range', 'GET', { range: 'bytes=0-' }, { status: 206, body: content, range: 'bytes 0-9/10', length: '10' }],
  ['an end past the file', 'GET', { range: 'bytes=8-99' }, { status: 206, body: '89', range: 'bytes 8-9/10', length: '2' }],
  ['an end past any number', 'GET', { range: `bytes=8-${'9'.repeat(400)}` }, { status: 206, body: '89', range: 'bytes 8-9/10' }],
  ['a suffix', 'GET', { range: 'bytes=-3' }, { status: 206, body: '789', range: 'bytes 7-9/10', length: '3' }],
  ['a suffix longer than the file', 'GET', { range: 'bytes=-99' }, { status: 206, body: content, range: 'bytes 0-9/10' }],
  ['an empty suffix', 'GET', { range: 'bytes=-0' }, { status: 416, body: '', range: 'bytes */10' }],
  ['a start at the end', 'GET', { range: 'bytes=10-' }, { status: 416, body: '', range: 'bytes */10' }],
  ['a start past any number', 'GET', { range: `bytes=${'9'.repeat(400)}-` }, { status: 416, body: '', range: 'bytes */10' }],
  ['a range backwards', 'GET', { range: 'bytes=5-2' }, whole],
  ['several ranges', 'GET', { range: 'bytes=0-1,4-5' }, whole],
  ['another unit', 'GET', { range: 'lines=0-1' }, whole],
  ['nonsense', 'GET', { range: 'bytes=a-b' }, whole],
  ['a bare dash', 'GET', { range: 'bytes=-' }, whole],
  ['the unit in capitals', 'GET', { range: 'Bytes=0-1' }, { status: 206, body: '01', range: 'bytes 0-1/10' }],
  ['If-Range with the same tag', 'GET', { range: 'bytes=0-1', 'if-range': etag }, { status: 206, body: '01', range: 'bytes 0-1/10' }],
  ['If-Range with another tag', 'GET', { range: 'bytes=0-1', 'if-range': '"old"' }, whole],
  ['If-Range with a weak tag', 'GET', { range: 'bytes=0-1', 'if-range': `W/${etag}` }, whole],
  ['If-Range with the same date', 'GET', { range: 'bytes=0-1', 'if-range': date }, { status: 206, body: '01', range: 'bytes 0-1/10' }],
  ['If-Range with an earlier date', 'GET', { range: 'bytes=0-1', 'if-range': earlier }, whole],
  ['If-Range of another file past the end', 'GET', { range: 'bytes=99-', 'if-range': '"old"' }, whole],
  ['If-None-Match with the same tag', 'GET', { 'if-none-match': `"x", W/${etag}` }, { status: 304, body: '', range: null }],
  ['If-None-Match before a range', 'GET', { 'if-none-match': etag, range: 'bytes=0-1' }, { status: 304, body: '', range: null }],
  ['If-None-Match with another tag', 'GET', { 'if-none-match': '"x"', 'if-modified-since': date }, whole],
  ['If-Modified-Since with the same date', 'GET', { 'if-modified-since': date }, { status: 304, body: '', range: null }],
  ['If-Modified-Since with an earlier date', 'GET', { 'if-modified-since': earlier }, whole],
  ['If-Modified-Since with no date', 'GET', { 'if-modified-since': 'yesterday' }, whole],
  ['If-Match with another tag', 'GET', { 'if-match': '"x"' }, { status: 412, body: '', range: null }],
  ['If-Match with anything', 'GET', { 'if-match': '*' }, whole],
  ['If-Unmodified-Since with an earlier date', 'GET', { 'if-unmodified-since': earlier }, { status: 412, body: '', range: null }],
  ['HEAD', 'HEAD', {}, { status: 200, body: '', range: null, length: '10' }],
  ['HEAD with a range', 'HEAD', { range: 'bytes=0-1' }, { status: 200, body: '', range: null, length: '10' }],
]

describe('serving a stored file', () => {
  test.each(cases)('answers %s', async (_name, method, headers, expected) => {
    const { response, text } = await serve(method, headers)
    expect({ status: response.status, body: text, range: response.headers.get('content-range') }).toEqual({
      status: expected.status,
      body: expected.body,
      range: expected.range,
    })
    if (expected.length !== undefined) expect(response.headers.get('content-length')).toBe(expected.length)
    expect(response.headers.get('accept-ranges')).toBe('bytes')
    expect(response.headers.get('etag')).toBe(etag)
    expect(response.headers.get('last-modified')).toBe(date)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('opens no file for HEAD, 304 and 416', async () => {
    for (const [method, headers] of [
      ['HEAD', {}],
      ['GET', { 'if-none-match': etag }],
      ['GET', { range: 'bytes=99-' }],
    ] as const)
      expect((await serve(method, headers)).storage.opened).toEqual([])
  })

  test('serves an empty file whole and refuses ranges of it', async () => {
    const empty = await serve('GET', {}, '')
    expect([empty.response.status, empty.response.headers.get('content-length')]).toEqual([200, '0'])
    expect((await serve('GET', { range: 'bytes=0-' }, '')).response.status).toBe(416)
    expect((await serve('GET', { range: 'bytes=-1' }, '')).response.status).toBe(416)
  })

  test('names a download in ASCII and in full', async () => {
    const { response } = await serve('GET', {}, content, 'Müde "Katze" (1)\r\n.mp4')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="M_de _Katze_ (1)__.mp4"; filename*=UTF-8''M%C3%BCde%20%22Katze%22%20%281%29%0D%0A.mp4`,
    )
  })

  test('closes the file when the viewer leaves', async () => {
    const storage = storageOf({ file: content })
    const request = new Request('http://localhost/file')
    const response = await serveStoredFile(request, storage, 'file', { contentType: 'video/mp4', cacheControl: 'private' })
    await response?.body?.cancel()
    expect(storage.opened[0]?.destroyed).toBe(true)
  })

  test('says null for a file that is not there', async () => {
    const request = new Request('http://localhost/file')
    expect(await serveStoredFile(request, storageOf({}), 'file', { contentType: 'video/mp4', cacheControl: 'private' })).toBeNull()
  })
})

describe('a browser that goes away', () => {
  test.each(['before the answer', 'after it'])('leaves no file open (%s)', async (moment) => {
    const storage = storageOf({ file: content })
    const leaving = new AbortController()
    const request = new Request('http://localhost/file', { signal: leaving.signal })
    if (moment === 'before the answer') leaving.abort()
    await serveStoredFile(request, storage, 'file', { contentType: 'video/mp4', cacheControl: 'private' })
    leaving.abort()
    expect(storage.opened.map((stream) => stream.destroyed)).toEqual([true])
  })
})

describe('a file that somebody else made', () => {
  test.each([
    ['GET', {}, 200],
    ['GET', { range: 'bytes=0-1' }, 206],
    ['GET', { range: 'bytes=99-' }, 416],
    ['HEAD', {}, 200],
    ['GET', { 'if-none-match': etag }, 304],
  ])('may run nothing in its answer to %s %j', async (method, headers, status) => {
    const { response } = await serve(method, headers)
    expect(response.status).toBe(status)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; sandbox")
    expect(policy).not.toMatch(/script/)
  })

  test.each(['text/html', 'image/svg+xml', 'application/xhtml+xml', 'video/mp4; charset=utf-7', 'application/pdf', 'text/plain', ''])(
    'that is called %s is given out as bytes to save',
    async (contentType) => {
      const answer = await serveStoredFile(new Request('http://localhost/file'), storageOf({ file: '<script>' }), 'file', {
        contentType,
        cacheControl: 'private',
      })
      expect([answer?.headers.get('content-type'), answer?.headers.get('content-disposition')]).toEqual([
        'application/octet-stream',
        'attachment',
      ])
    },
  )
})
