import { describe, expect, it } from 'vitest'
import { failure } from '#lib/generation/failure.ts'
import type { Call, Reply } from '#lib/vendors/vendor.ts'
import { type CallOutcome, callVendor, createCertainty, type VendorEndpoint } from './call-vendor.ts'

/** Says what it was given, so that the tests see what the transport handed over. */
const echo: Call<{ text: string }, Reply> = {
  request: (input) => ({ method: 'POST', path: '/create', body: { text: input.text, seed: 0 } }),
  decode: (reply) =>
    reply.status === 200 && reply.body !== undefined
      ? { ok: true, value: reply, drift: [] }
      : { ok: false, failure: failure('unreadable_answer') },
}

function endpointAnswering(
  answer: () => Response,
): VendorEndpoint & { seen: { url: string; headers: Record<string, string>; body?: string }[] } {
  const seen: { url: string; headers: Record<string, string>; body?: string }[] = []
  return {
    seen,
    baseUrl: 'https://vendor.example/api/',
    apiKey: 'secret-key',
    async fetch(url, options) {
      seen.push({ url, headers: options.headers, body: options.body })
      return { ok: true, response: answer(), finalUrl: url }
    },
  }
}

describe('callVendor', () => {
  it('joins base URL and path, sends the key as a bearer and keeps falsy values in the body', async () => {
    const endpoint = endpointAnswering(() => Response.json({ fine: true }))
    const outcome = await callVendor(endpoint, echo, { text: 'hi' }, { timeoutMs: 1_000 })
    expect(outcome).toMatchObject({ kind: 'answered', decoded: { ok: true, value: { status: 200, body: { fine: true } } } })
    expect(endpoint.seen).toEqual([
      {
        url: 'https://vendor.example/api/create',
        headers: { authorization: 'Bearer secret-key', accept: 'application/json', 'content-type': 'application/json' },
        body: '{"text":"hi","seed":0}',
      },
    ])
  })

  it('hands HTML to the decoder as text without a body', async () => {
    const endpoint = endpointAnswering(() => new Response('<html>Bad gateway</html>', { status: 502 }))
    const outcome = await callVendor(endpoint, echo, { text: 'hi' }, { timeoutMs: 1_000 })
    expect(outcome).toMatchObject({ kind: 'answered', status: 502, decoded: { ok: false, failure: { code: 'unreadable_answer' } } })
  })

  it('reads Retry-After in seconds and ignores nonsense', async () => {
    const answer = (value: string) => endpointAnswering(() => Response.json({}, { headers: { 'retry-after': value } }))
    const outcomes = await Promise.all(['7', 'soon'].map((value) => callVendor(answer(value), echo, { text: 'hi' }, { timeoutMs: 1_000 })))
    expect(outcomes.map((outcome) => outcome.kind === 'answered' && outcome.decoded.ok && outcome.decoded.value.retryAfterSeconds)).toEqual(
      [7, null],
    )
  })

  it('stops reading an endless answer', async () => {
    const endless = () => new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }))
    const outcome = await callVendor(endpointAnswering(endless), echo, { text: 'hi' }, { timeoutMs: 1_000 })
    expect(outcome).toMatchObject({ kind: 'answered', decoded: { ok: false } })
  })

  it('calls an answer that breaks off in the middle lost, not refused', async () => {
    const broken = () => new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) }))
    const outcome = await callVendor(endpointAnswering(broken), echo, { text: 'hi' }, { timeoutMs: 1_000 })
    expect(outcome.kind).toBe('no_answer')
  })
})

describe('createCertainty', () => {
  const answered = (status: number, code: 'unreadable_answer' | 'no_credits' | 'vendor_unavailable'): CallOutcome<never> => ({
    kind: 'answered',
    status,
    latencyMs: 1,
    decoded: { ok: false, failure: failure(code) },
  })

  it.each([
    ['never left', { kind: 'not_sent', failure: failure('never_sent'), latencyMs: 1 }, 'refused'],
    ['no answer', { kind: 'no_answer', failure: failure('no_answer'), latencyMs: 1 }, 'unknown'],
    ['a 402', answered(402, 'no_credits'), 'refused'],
    ['an envelope that refuses with HTTP 200', answered(200, 'no_credits'), 'refused'],
    ['a 200 that nobody can read', answered(200, 'unreadable_answer'), 'unknown'],
    ['a 404 in HTML', answered(404, 'unreadable_answer'), 'refused'],
    ['a 500', answered(500, 'vendor_unavailable'), 'unknown'],
    ['a 502 in HTML', answered(502, 'unreadable_answer'), 'unknown'],
    ['a redirect', answered(301, 'unreadable_answer'), 'refused'],
  ] as const)('%s', (_name, outcome, expected) => {
    expect(createCertainty(outcome as CallOutcome<never>)).toBe(expected)
  })
})
