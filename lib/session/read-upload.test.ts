import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { readUpload } from './read-upload.ts'

const maxBytes = 1_000_000

function requestOf(body: BodyInit, headers: Record<string, string> = {}): Request {
  const init = { method: 'POST', body, headers, duplex: 'half' }
  return new Request('http://localhost/api/uploads', init)
}

function formOf(bytes: Uint8Array<ArrayBuffer>, name = 'a.png'): FormData {
  const form = new FormData()
  form.set('note', 'hello')
  form.set('file', new File([bytes], name))
  return form
}

const collect = async (file: { name: string; source: import('node:stream').Readable }) => ({
  name: file.name,
  bytes: (await buffer(file.source)).length,
})

describe('reading an upload', () => {
  test('hands over the file and its name', async () => {
    const result = await readUpload(requestOf(formOf(new Uint8Array(300_000))), maxBytes, collect)
    expect(result).toEqual({ ok: true, value: { name: 'a.png', bytes: 300_000 } })
  })

  test('hands over an empty file', async () => {
    expect(await readUpload(requestOf(formOf(new Uint8Array())), maxBytes, collect)).toEqual({
      ok: true,
      value: { name: 'a.png', bytes: 0 },
    })
  })

  test('stops reading when the consumer has seen enough', async () => {
    const result = await readUpload(requestOf(formOf(new Uint8Array(900_000))), maxBytes, async ({ source }) => {
      for await (const _ of source) break
      return 'refused'
    })
    expect(result).toEqual({ ok: true, value: 'refused' })
  })

  test('passes the consumer’s own failure on', async () => {
    const reading = readUpload(requestOf(formOf(new Uint8Array(900_000))), maxBytes, async () => {
      throw new Error('disk full')
    })
    await expect(reading).rejects.toThrow('disk full')
  })

  test.each([
    ['another content type', requestOf('{}', { 'content-type': 'application/json' }), 'unsupported_media_type'],
    ['no boundary', requestOf('x', { 'content-type': 'multipart/form-data;' }), 'invalid_upload'],
    ['a body without a file', requestOf(new FormData()), 'invalid_upload'],
    ['nonsense', requestOf('hello', { 'content-type': 'multipart/form-data; boundary=b' }), 'invalid_upload'],
    [
      'an announced length over the limit',
      requestOf('x', { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '99999999' }),
      'too_large',
    ],
  ])('refuses %s', async (_name, request, code) => {
    expect(await readUpload(request, maxBytes, collect)).toMatchObject({ ok: false, code })
  })

  test.each([
    ['before the file', [], 'invalid_upload'],
    ['behind it', ['--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nall\r\n--b--\r\n'], null],
  ])('reads no further when something without an end comes %s', async (_where, first, code) => {
    let sent = 0
    async function* endless() {
      for (const text of first) yield Buffer.from(text)
      for (; sent < 50_000_000; sent += 65_536) yield Buffer.alloc(65_536, 'x')
    }
    const body = Readable.toWeb(Readable.from(endless())) as unknown as BodyInit
    const result = await readUpload(requestOf(body, { 'content-type': 'multipart/form-data; boundary=b' }), maxBytes, collect)
    expect(result).toMatchObject(code === null ? { ok: true, value: { name: 'a.png', bytes: 3 } } : { ok: false, code })
    expect(sent).toBeLessThan(3_000_000)
  })

  test('says that an upload broke off', async () => {
    const cut = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nhalf of it'
    const result = await readUpload(requestOf(cut, { 'content-type': 'multipart/form-data; boundary=b' }), maxBytes, collect)
    expect(result).toMatchObject({ ok: false, code: 'invalid_upload', message: 'The upload broke off; send the file again.' })
  })

  test('ends when the sender goes away in the middle', async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\nhalf'))
      },
      pull(controller) {
        controller.error(new Error('aborted'))
      },
    })
    const result = await readUpload(requestOf(body, { 'content-type': 'multipart/form-data; boundary=b' }), maxBytes, collect)
    expect(result).toMatchObject({ ok: false, code: 'invalid_upload' })
  })
})
