import { explainFetchError, type FetchRefusal, type SafeFetch } from './safe-fetch.ts'

/** Why a file at an address was not opened: no answer that could be used, or an answer other than the file. */
export type RangeRefusal = { kind: 'refused'; reason: FetchRefusal; detail: string; redirects: number } | { kind: 'status'; status: number }

export interface RangedFile {
  /** Null while the server tells none and the file has not come to its end. */
  sizeBytes: number | null
  contentType: string | null
  /** The beginning, at least what was asked for unless the file is shorter. */
  head: Uint8Array
  /** Null when the server does not give out parts, or not these. */
  read(start: number, end: number, timeoutMs: number): Promise<Uint8Array | null>
}

export interface OpenRangedOptions {
  headBytes: number
  /** A server that knows no ranges sends all of it; this much is taken before the line is cut. */
  maxWholeBytes: number
  timeoutMs: number
  maxRedirects: number
}

/** What is packed for the way could unpack to anything, and its ranges are ranges of the package. */
const plain = { 'accept-encoding': 'identity', accept: '*/*' }

/** Opens a file by its first bytes. Every read is bounded in size and time, whatever the server sends. */
export async function openRangedFile(
  safeFetch: SafeFetch,
  url: string,
  options: OpenRangedOptions,
): Promise<{ ok: true; file: RangedFile } | ({ ok: false } & RangeRefusal)> {
  const { headBytes, maxWholeBytes, timeoutMs, maxRedirects } = options
  const opened = await safeFetch(url, { headers: { ...plain, range: `bytes=0-${headBytes - 1}` }, timeoutMs, maxRedirects })
  if (!opened.ok) return { ok: false, kind: 'refused', reason: opened.reason, detail: opened.detail, redirects: opened.redirects ?? 0 }
  const { response, finalUrl } = opened
  const range = parseContentRange(response.headers.get('content-range'))
  if (response.status === 416 && range?.total === 0) return { ok: true, file: emptyFile }
  const isPart = response.status === 206 && range?.start === 0
  if (response.status !== 200 && !isPart) {
    await response.body?.cancel()
    return { ok: false, kind: 'status', status: response.status }
  }
  const announced = isPart ? range.total : lengthOf(response)
  let body: { bytes: Uint8Array; isWhole: boolean }
  try {
    body = await readAtMost(response, isPart ? headBytes : maxWholeBytes)
  } catch (error) {
    return { ok: false, kind: 'refused', redirects: 0, ...withoutOk(explainFetchError(error)) }
  }
  const isPacked = !/^(identity)?$/i.test(response.headers.get('content-encoding') ?? '')
  const file: RangedFile = {
    sizeBytes: isPart || !body.isWhole ? (isPacked ? null : announced) : body.bytes.length,
    contentType: response.headers.get('content-type'),
    head: body.bytes,
    async read(start, end, readTimeoutMs) {
      if (!isPart || isPacked) return null
      const part = await safeFetch(finalUrl, {
        headers: { ...plain, range: `bytes=${start}-${end - 1}` },
        timeoutMs: readTimeoutMs,
        maxRedirects,
      })
      if (!part.ok) return null
      const given = parseContentRange(part.response.headers.get('content-range'))
      if (part.response.status !== 206 || given?.start !== start || given.total !== announced) {
        await part.response.body?.cancel()
        return null
      }
      const read = await readAtMost(part.response, end - start).catch(() => null)
      return read !== null && read.bytes.length > 0 ? read.bytes : null
    },
  }
  return { ok: true, file }
}

const emptyFile: RangedFile = { sizeBytes: 0, contentType: null, head: new Uint8Array(), read: async () => null }

function withoutOk(refusal: ReturnType<typeof explainFetchError>) {
  return { reason: refusal.reason, detail: refusal.detail }
}

function lengthOf(response: Response): number | null {
  const length = response.headers.get('content-length') ?? ''
  return /^\d{1,15}$/.test(length) ? Number(length) : null
}

function parseContentRange(header: string | null): { start: number; total: number | null } | null {
  const match = /^bytes (?:(\d{1,15})-\d{1,15}|\*)\/(\d{1,15}|\*)$/.exec(header ?? '')
  return match ? { start: Number(match[1] ?? 0), total: match[2] === '*' ? null : Number(match[2]) } : null
}

/** Takes no more than `maxBytes`, and lets go of the line then. */
async function readAtMost(response: Response, maxBytes: number): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  if (!response.body) return { bytes: new Uint8Array(), isWhole: true }
  const chunks: Uint8Array[] = []
  let taken = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return { bytes: Buffer.concat(chunks), isWhole: true }
    const chunk = value.subarray(0, maxBytes - taken)
    taken += chunk.length
    chunks.push(chunk)
    if (taken === maxBytes) {
      await reader.cancel()
      return { bytes: Buffer.concat(chunks), isWhole: chunk.length === value.length && taken === lengthOf(response) }
    }
  }
}
