import { createHmac, timingSafeEqual } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { hasFault } from './faults.ts'
import type { StoredTask, TaskStore } from './task-store.ts'

const lifetimeSeconds = 24 * 3600

function errorPage(status: number, code: string): Response {
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>\n`, {
    status,
    headers: { 'content-type': 'application/xml' },
  })
}

/** `bytes=a-b`, `bytes=a-` and `bytes=-n`; undefined when the header is to be ignored, null when nothing of it can be had. */
function parseRange(header: string | null, size: number): { start: number; end: number } | null | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Math.min(size, Number(match[2]))
    return length === 0 ? null : { start: size - length, end: size - 1 }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]))
  if (match[2] !== '' && Number(match[2]) < start) return undefined
  return start >= size ? null : { start, end }
}

function streamFile(path: string, start: number, end: number): ReadableStream<Uint8Array> {
  const chunks = createReadStream(path, { start, end })[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(new Uint8Array(value))
    },
    async cancel() {
      await chunks.return?.()
    },
  })
}

/** Result URLs as object stores hand them out: signed, for a day, to whoever has them. */
export function createResultFiles(options: {
  origin: string
  secret: Buffer
  store: TaskStore
  fileOf(name: string): string
  clock: () => number
}) {
  const { store, clock } = options

  const sign = (vendor: string, id: string, expires: string) =>
    createHmac('sha256', options.secret).update(`${vendor}/${id}/${expires}`).digest('base64url')

  function isValid(vendor: string, id: string, url: URL): boolean {
    const expires = url.searchParams.get('expires') ?? ''
    const given = Buffer.from(url.searchParams.get('signature') ?? '')
    const expected = Buffer.from(sign(vendor, id, expires))
    return given.length === expected.length && timingSafeEqual(given, expected) && clock() < Number(expires) * 1000
  }

  async function findFile(stored: StoredTask): Promise<{ path: string; size: number } | null> {
    const name = stored.events.rendered?.file
    if (!name) return null
    const path = options.fileOf(name)
    const found = await stat(path).catch(() => null)
    return found && { path, size: found.size }
  }

  return {
    urlOf({ task }: StoredTask): string {
      const seconds = task.faults.expires ?? lifetimeSeconds
      const expires = String(Math.floor(clock() / 1000) + seconds)
      return `${options.origin}/${task.vendor}/files/${task.id}.mp4?expires=${expires}&signature=${sign(task.vendor, task.id, expires)}`
    },

    /** Undefined when the URL is not one of ours. */
    async read(url: string): Promise<Uint8Array | null | undefined> {
      if (!url.startsWith(`${options.origin}/`)) return undefined
      const parsed = new URL(url)
      const match = /\/([a-z0-9]+)\/files\/([A-Za-z0-9_-]+)\.mp4$/.exec(parsed.pathname)
      const [, vendor = '', id = ''] = match ?? []
      const stored = match && isValid(vendor, id, parsed) ? await store.find(vendor, id) : null
      const file = stored && (await findFile(stored))
      return file ? readFile(file.path) : null
    },

    async serve(vendor: string, fileName: string, url: URL, request: Request): Promise<Response> {
      const id = fileName.replace(/\.mp4$/, '')
      if (request.method !== 'GET' && request.method !== 'HEAD') return errorPage(405, 'MethodNotAllowed')
      if (!isValid(vendor, id, url)) return errorPage(403, 'AccessDenied')
      const stored = await store.find(vendor, id)
      if (!stored) return errorPage(404, 'NoSuchKey')
      const { task } = stored
      if (hasFault(task.faults, 'vanished-file')) return errorPage(404, 'NoSuchKey')
      if (hasFault(task.faults, 'redirect-private'))
        return new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } })
      const fileErrors = task.faults['file-error']
      if (fileErrors !== undefined && (await store.isAmongFirst(`file-error-${vendor}-${id}`, fileErrors)))
        return errorPage(503, 'SlowDown')
      if (hasFault(task.faults, 'not-a-video'))
        return new Response('<!doctype html><title>Sign in</title><p>Please sign in to continue.</p>', {
          headers: { 'content-type': 'video/mp4' },
        })
      const file = await findFile(stored)
      if (!file) return errorPage(404, 'NoSuchKey')
      const headers = new Headers({
        'content-type': 'video/mp4',
        'accept-ranges': 'bytes',
        etag: `"${stored.events.rendered?.file?.slice(0, 32)}"`,
      })
      const range = parseRange(request.headers.get('range'), file.size)
      if (range === null) {
        headers.set('content-range', `bytes */${file.size}`)
        return new Response(null, { status: 416, headers })
      }
      const { start, end } = range ?? { start: 0, end: file.size - 1 }
      headers.set('content-length', String(end - start + 1))
      if (range) headers.set('content-range', `bytes ${start}-${end}/${file.size}`)
      const status = range ? 206 : 200
      if (request.method === 'HEAD') return new Response(null, { status, headers })
      const lastByte = hasFault(task.faults, 'truncated-file') ? Math.max(start, Math.min(end, Math.floor(file.size / 2))) : end
      return new Response(streamFile(file.path, start, lastByte), { status, headers })
    },
  }
}
