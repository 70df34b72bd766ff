import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { HttpErrorCode } from './http-error.ts'
import { bodyOf } from './request-body.ts'

export type ReadUploadResult<T> = { ok: true; value: T } | { ok: false; code: HttpErrorCode; message: string }

/** Boundaries and headers around the file itself. */
export const envelopeBytes = 65_536
/** Small fields may stand before the file; a body that has none by then has none. */
const maxBytesBeforeFile = 1_048_576

/** Hands the first file of a multipart body to `consume` as it arrives; nothing is kept in memory. */
export async function readUpload<T>(
  request: Request,
  maxFileBytes: number,
  consume: (file: { name: string; source: Readable }) => Promise<T>,
): Promise<ReadUploadResult<T>> {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\s*;/i.test(contentType))
    return { ok: false, code: 'unsupported_media_type', message: 'Send the file as multipart/form-data.' }
  if (Number(request.headers.get('content-length') ?? 0) > maxFileBytes + envelopeBytes)
    return { ok: false, code: 'too_large', message: `A file may have at most ${bytesInWords(maxFileBytes)}.` }
  const parser = createParser(contentType)
  const body = bodyOf(request)
  if (parser === null || body === null) return malformed

  let file: BusboyFileStream | null = null
  let consumed: Promise<T> | null = null
  let isFileOver = false
  const enough = new AbortController()
  parser.on('file', (_field, stream, name) => {
    file = stream
    // A consumer that has left listens no more, and an error that nobody hears ends the process; `consumed` or `isBroken` tells it all.
    stream.on('error', () => {})
    stream.once('end', () => {
      isFileOver = true
    })
    consumed = consume({ name: name ?? '', source: stream })
    // A consumer that refuses the file reads no further; without this the parser would wait for it for ever.
    const settle = () => {
      if (!stream.readableEnded) enough.abort()
    }
    consumed.then(settle, settle)
  })
  let [before, behind] = [0, 0]
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (file === null) before += chunk.length
      else if (isFileOver) behind += chunk.length
      if (behind > envelopeBytes) enough.abort()
      done(before > maxBytesBeforeFile ? new Error('no file in sight') : null, chunk)
    },
  })
  let isBroken = false
  try {
    await pipeline(body, meter, parser, { signal: enough.signal })
  } catch (error) {
    if (!enough.signal.aborted) isBroken = true
    // The consumer must see the end of a stream that nobody feeds any more.
    destroy(file, error)
  }
  return conclude(consumed, isBroken)
}

const malformed = { ok: false, code: 'invalid_upload', message: 'The upload could not be read.' } as const

async function conclude<T>(consumed: Promise<T> | null, isBroken: boolean): Promise<ReadUploadResult<T>> {
  if (consumed === null) return isBroken ? malformed : { ok: false, code: 'invalid_upload', message: 'There is no file in the upload.' }
  if (!isBroken) return { ok: true, value: await consumed }
  // It fails because the stream broke off, which is what we say.
  await consumed.catch(() => undefined)
  return { ok: false, code: 'invalid_upload', message: 'The upload broke off; send the file again.' }
}

function destroy(file: BusboyFileStream | null, error: unknown): void {
  file?.destroy(error instanceof Error ? error : new Error('the upload broke off'))
}

function createParser(contentType: string): BusboyInstance | null {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: { files: 1, fields: 20, fieldSize: 10_000, parts: 30 } })
  } catch {
    // No boundary, or one that is not allowed.
    return null
  }
}
