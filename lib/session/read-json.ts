import type { HttpErrorCode } from './http-error.ts'

const maxJsonBytes = 1_048_576

export type ReadJsonResult = { ok: true; value: unknown } | { ok: false; code: HttpErrorCode; message?: string }

const tooLarge = { ok: false, code: 'too_large', message: 'A JSON body may have at most 1 MB.' } as const

/** Reads a JSON body and stops at 1 MB, whatever length the sender announced. */
export async function readJson(request: Request): Promise<ReadJsonResult> {
  const contentType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (contentType !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(contentType))
    return { ok: false, code: 'unsupported_media_type' }
  if (Number(request.headers.get('content-length') ?? 0) > maxJsonBytes) return tooLarge
  if (request.body === null) return { ok: false, code: 'invalid_json', message: 'The body is empty.' }

  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.byteLength
    if (bytes > maxJsonBytes) {
      await reader.cancel()
      return tooLarge
    }
    chunks.push(value)
  }
  if (bytes === 0) return { ok: false, code: 'invalid_json', message: 'The body is empty.' }
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) }
  } catch {
    // Neither the parser's words nor the body belong in the answer.
    return { ok: false, code: 'invalid_json' }
  }
}
