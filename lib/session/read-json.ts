import type { HttpErrorCode } from './http-error.ts'
import { readBytes } from './read-bytes.ts'

const maxJsonBytes = 1_048_576

export type ReadJsonResult = { ok: true; value: unknown } | { ok: false; code: HttpErrorCode; message?: string }

const tooLarge = { ok: false, code: 'too_large', message: 'A JSON body may have at most 1 MB.' } as const

/** Reads a JSON body and stops at 1 MB, whatever length the sender announced. */
export async function readJson(request: Request): Promise<ReadJsonResult> {
  const contentType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (contentType !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(contentType))
    return { ok: false, code: 'unsupported_media_type' }
  const bytes = await readBytes(request, maxJsonBytes)
  if (bytes === null) return tooLarge
  if (bytes.byteLength === 0) return { ok: false, code: 'invalid_json', message: 'The body is empty.' }
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) }
  } catch {
    // Neither the parser's words nor the body belong in the answer.
    return { ok: false, code: 'invalid_json' }
  }
}
