import { type Failure, failure } from '#lib/generation/failure.ts'
import type { Call, Decoded, Reply } from '#lib/vendors/vendor.ts'
import { explainFetchError, type SafeFetchResult } from './safe-fetch.ts'

/** Who is called, with what key, over which wire (the network, or the sandbox in this process). */
export interface VendorEndpoint {
  baseUrl: string
  apiKey: string
  fetch(
    url: string,
    options: { method: 'GET' | 'POST'; headers: Record<string, string>; body?: string; timeoutMs: number; isFreshConnection: boolean },
  ): Promise<SafeFetchResult>
}

/**
 * - `answered`: a reply came and was decoded (well or not);
 * - `not_sent`: the request never left, so nothing can have been spent;
 * - `no_answer`: it left, and nobody knows what became of it.
 */
export type CallOutcome<T> =
  | { kind: 'answered'; decoded: Decoded<T>; status: number; latencyMs: number }
  | { kind: 'not_sent'; failure: Failure; latencyMs: number }
  | { kind: 'no_answer'; failure: Failure; latencyMs: number }

/** A task's JSON is a few kilobytes; more is not a vendor's answer. */
const maxReplyBytes = 1_048_576
const maxTextLength = 4_096

/** Performs one call. Never retries: whether a call may be repeated is the caller's to know. */
export async function callVendor<In, Out>(
  endpoint: VendorEndpoint,
  call: Call<In, Out>,
  input: In,
  options: { timeoutMs: number },
): Promise<CallOutcome<Out>> {
  const startedAt = performance.now()
  const latencyMs = () => Math.round(performance.now() - startedAt)
  const described = call.request(input)
  const headers: Record<string, string> = { authorization: `Bearer ${endpoint.apiKey}`, accept: 'application/json' }
  if (described.body) headers['content-type'] = 'application/json'
  const fetched = await endpoint.fetch(endpoint.baseUrl.replace(/\/+$/, '') + described.path, {
    method: described.method,
    headers,
    body: described.body ? JSON.stringify(described.body) : undefined,
    timeoutMs: options.timeoutMs,
    isFreshConnection: described.method === 'POST',
  })
  if (!fetched.ok) return lostCall(fetched, latencyMs())
  let text: string
  try {
    text = await readText(fetched.response)
  } catch (error) {
    return lostCall(explainFetchError(error), latencyMs(), true)
  }
  const reply: Reply = {
    status: fetched.response.status,
    body: parseJson(text),
    text: text.slice(0, maxTextLength),
    retryAfterSeconds: parseRetryAfter(fetched.response.headers.get('retry-after')),
  }
  return { kind: 'answered', decoded: call.decode(reply), status: reply.status, latencyMs: latencyMs() }
}

function lostCall(refusal: Extract<SafeFetchResult, { ok: false }>, latencyMs: number, wasSent = false): CallOutcome<never> {
  if (refusal.reason === 'no_answer' || wasSent)
    return { kind: 'no_answer', failure: failure('no_answer', { vendorMessage: refusal.detail }), latencyMs }
  const code = refusal.reason === 'address_refused' ? 'address_refused' : 'never_sent'
  return { kind: 'not_sent', failure: failure(code, { vendorMessage: refusal.detail }), latencyMs }
}

async function readText(response: Response): Promise<string> {
  if (!response.body) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    bytes += value.byteLength
    chunks.push(value)
    if (bytes > maxReplyBytes) {
      // What we have is enough to say that this is not the documented answer.
      await reader.cancel()
      break
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is a finding, not an error: the vendor's `explain` has a word for it.
    return undefined
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3). */
function parseRetryAfter(header: string | null): number | null {
  if (header === null) return null
  if (/^\d{1,6}$/.test(header.trim())) return Number(header.trim())
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}

/**
 * What a create's outcome says about the money.
 * `refused`: the vendor did not take it. `unknown`: it may run and cost, so it must never be sent again by a machine.
 */
export function createCertainty<T>(outcome: CallOutcome<T>): 'accepted' | 'refused' | 'unknown' {
  if (outcome.kind === 'not_sent') return 'refused'
  if (outcome.kind === 'no_answer') return 'unknown'
  if (outcome.decoded.ok) return 'accepted'
  if (outcome.status >= 300 && outcome.status < 500) return 'refused'
  if (outcome.status >= 200 && outcome.status < 300) return outcome.decoded.failure.code === 'unreadable_answer' ? 'unknown' : 'refused'
  return 'unknown'
}
