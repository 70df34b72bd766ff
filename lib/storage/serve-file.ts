import type { Readable } from 'node:stream'
import { parseRange } from './range.ts'
import { areFilesSent, sendHeader, toSendHeader } from './send-file.ts'
import type { Storage, StoredObject } from './storage.ts'

/**
 * Carries the length past Next.js, which takes Content-Length off every route's answer (`send-response.js`, 16.4.6) and sends it in chunks;
 * players and download bars want to know it. The server script turns it back.
 */
export const lengthHeader = 'x-dailies-length'

/** Tells the server script that it may answer the same question by itself for a moment; it keeps the header. */
export const repeatHeader = 'x-dailies-repeat'

export interface ServeFileOptions {
  contentType: string
  /** What the browser calls the file when it is saved. */
  fileName?: string
  /** True: the browser saves the file instead of showing it. */
  isDownload?: boolean
  cacheControl: string
  /** What is one person's: another who signs in with the same browser gets nothing from its cache. */
  variesByPerson?: boolean
  /** The same question may be answered alike for a moment, as long as nobody does anything. */
  mayRepeat?: boolean
}

/**
 * Somebody else made these files. Opened by itself, none of them may run anything: no script, no form, no frame. Its own origin is left to
 * it, or a film opened in a tab would be asked for again without the cookie, and refused (Chromium 156, tried 2026-11-21).
 */
const nothingRuns = "default-src 'none'; sandbox allow-same-origin; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"

/** What a browser shows and does not run. An SVG is a picture that runs scripts. */
function isHarmless(contentType: string): boolean {
  return /^(image|video|audio)\/[a-z0-9.-]+$/.test(contentType)
}

/** A player that seeks after this asks us again. */
const redirectSeconds = 300
/** Pictures of a gallery: a browser that keeps them asks nobody, but would not know them again under the next signed address. */
const mostPictureBytes = 1_000_000

/** Answers GET and HEAD for a stored file with ranges and validators (RFC 9110, 13 and 14); null when the file is not there. */
export async function serveStoredFile(
  request: Pick<Request, 'method' | 'headers' | 'signal'>,
  storage: Storage,
  key: string,
  { mayRepeat = false, ...wanted }: ServeFileOptions,
): Promise<Response | null> {
  const options = isHarmless(wanted.contentType) ? wanted : { ...wanted, contentType: 'application/octet-stream', isDownload: true }
  const stored = await storage.stat(key)
  if (stored === null) return null
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'cache-control': options.cacheControl,
    'content-type': options.contentType,
    'content-disposition': disposition(options),
    etag: stored.etag,
    'last-modified': stored.modifiedAt.toUTCString(),
    'x-content-type-options': 'nosniff',
    'content-security-policy': nothingRuns,
    ...(options.variesByPerson && { vary: 'authorization, cookie' }),
  })
  const verdict = checkPreconditions(request.headers, stored)
  if (verdict !== null) {
    for (const name of ['content-type', 'content-disposition']) headers.delete(name)
    return new Response(null, { status: verdict, headers })
  }

  const isWorthIt = !options.contentType.startsWith('image/') || stored.bytes > mostPictureBytes
  if (request.method === 'GET' && storage.signedUrl && storage.servesBrowsers && isWorthIt && mayBeSentAway(request.headers)) {
    const location = await storage.signedUrl(key, {
      expiresInSeconds: redirectSeconds,
      contentType: options.contentType,
      contentDisposition: disposition(options),
      cacheControl: `private, max-age=${redirectSeconds}`,
    })
    return new Response(null, {
      status: 302,
      headers: { location, 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' },
    })
  }

  // Range is defined for GET only (RFC 9110, 14.2).
  const asked = request.method === 'GET' && rangeStillFits(request.headers, stored) ? request.headers.get('range') : null
  const range = parseRange(asked, stored.bytes)
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${stored.bytes}`)
    headers.delete('content-disposition')
    return new Response(null, { status: 416, headers })
  }
  const length = String(range === null ? stored.bytes : range.end - range.start + 1)
  headers.set('content-length', length)
  headers.set(lengthHeader, length)
  if (range !== null) headers.set('content-range', `bytes ${range.start}-${range.end}/${stored.bytes}`)
  const status = range === null ? 200 : 206
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  if (storage.localPath && areFilesSent()) {
    headers.set(sendHeader, toSendHeader({ path: storage.localPath(key), start: range?.start ?? 0, bytes: Number(length) }))
    if (mayRepeat) headers.set(repeatHeader, encodeURIComponent(JSON.stringify({ key, options: wanted })))
    return new Response(null, { status, headers })
  }
  const source = await storage.read(key, range ?? undefined)
  if (source === null) return null
  closeOnDisconnect(request.signal, source)
  return new Response(toBody(source), { status, headers })
}

/**
 * A browser that plays, shows or saves a file follows. A script that reads bytes would need the bucket's leave (CORS), and a program may
 * carry its key along, which object storage refuses beside a signature: both are served here.
 */
function mayBeSentAway(headers: Headers): boolean {
  const mode = headers.get('sec-fetch-mode')
  return mode === 'no-cors' || mode === 'navigate'
}

/** A player that seeks drops the answer before anybody reads or cancels the body, and its file would stay open. */
function closeOnDisconnect(signal: AbortSignal, source: Readable): void {
  if (signal.aborted) {
    source.destroy()
    return
  }
  const close = () => {
    source.destroy()
  }
  signal.addEventListener('abort', close, { once: true })
  source.once('close', () => signal.removeEventListener('abort', close))
}

/** 304 or 412 when a condition says so, in the order of RFC 9110, 13.2.2. */
function checkPreconditions(headers: Headers, stored: StoredObject): 304 | 412 | null {
  const ifMatch = headers.get('if-match')
  if (ifMatch !== null) {
    if (!names(ifMatch, stored.etag, false)) return 412
  } else {
    const unmodifiedSince = seconds(headers.get('if-unmodified-since'))
    if (unmodifiedSince !== null && modifiedSeconds(stored) > unmodifiedSince) return 412
  }
  const ifNoneMatch = headers.get('if-none-match')
  if (ifNoneMatch !== null) return names(ifNoneMatch, stored.etag, true) ? 304 : null
  const modifiedSince = seconds(headers.get('if-modified-since'))
  return modifiedSince !== null && modifiedSeconds(stored) <= modifiedSince ? 304 : null
}

/** `If-Range` takes one strong validator or the exact date; anything else means "send the whole file". */
function rangeStillFits(headers: Headers, stored: StoredObject): boolean {
  const ifRange = headers.get('if-range')?.trim()
  if (ifRange === undefined) return true
  if (ifRange.startsWith('"')) return ifRange === stored.etag
  return seconds(ifRange) === modifiedSeconds(stored)
}

function names(list: string, etag: string, isWeakEnough: boolean): boolean {
  if (list.trim() === '*') return true
  return list.split(',').some((entry) => {
    const tag = entry.trim()
    return tag === etag || (isWeakEnough && tag === `W/${etag}`)
  })
}

/** HTTP dates have whole seconds. */
function modifiedSeconds(stored: StoredObject): number {
  return Math.floor(stored.modifiedAt.getTime() / 1000)
}

function seconds(date: string | null): number | null {
  const time = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? null : Math.floor(time / 1000)
}

/** RFC 6266: a plain name for old clients, the real one beside it. */
function disposition({ fileName: name, isDownload = false }: ServeFileOptions): string {
  const kind = isDownload ? 'attachment' : 'inline'
  if (name === undefined) return kind
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`
}

/** Reads on demand; a viewer who leaves closes the file. */
function toBody(source: Readable): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel() {
        source.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
