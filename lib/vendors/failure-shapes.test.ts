import { describe, expect, it } from 'vitest'
import { asUnconfirmed, type FailureCode, failure, failureWords } from '#lib/generation/failure.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { createCertainty } from '#lib/transport/call-vendor.ts'
import { conformanceCases } from './conformance-cases.ts'
import { vendors } from './registry.ts'
import type { Reply } from './vendor.ts'

/** What came back, as one line of a table; `text` alone stands for a body that is not JSON. */
interface Shape {
  name: string
  status: number
  body?: unknown
  text?: string
  retryAfter?: number
  /** What a creator is told, and whether the vendor may have taken a create. */
  code: FailureCode
  money: 'refused' | 'unknown'
  said?: string | null
  vendorCode?: string
  traceId?: string
  /** Other codes at single vendors. */
  at?: Partial<Record<VendorId, FailureCode>>
}

const page = (title: string) => `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`
const trace = '45c30d76f06549b199a3775544515689'

/** What any gateway in front of any vendor may answer. */
const shapes: Shape[] = [
  { name: 'an empty 200', status: 200, text: '', code: 'unreadable_answer', money: 'unknown', said: null },
  { name: 'a 204', status: 204, text: '', code: 'unreadable_answer', money: 'unknown', said: null },
  { name: 'blanks', status: 200, text: ' \r\n', code: 'unreadable_answer', money: 'unknown', said: null },
  { name: 'a 200 of HTML', status: 200, text: page('Welcome'), code: 'unreadable_answer', money: 'unknown', said: 'Welcome' },
  { name: 'a 200 of plain text', status: 200, text: 'OK', code: 'unreadable_answer', money: 'unknown', said: 'OK' },
  { name: 'JSON cut off', status: 200, text: '{"code":200,"da', code: 'unreadable_answer', money: 'unknown' },
  { name: 'bytes that are no text', status: 200, text: '\ufffd\u0000\ufffdPNG', code: 'unreadable_answer', money: 'unknown' },
  { name: 'null', status: 200, body: null, code: 'unreadable_answer', money: 'unknown' },
  { name: 'a number', status: 200, body: 7, code: 'unreadable_answer', money: 'unknown' },
  { name: 'a text', status: 200, body: 'queued', code: 'unreadable_answer', money: 'unknown' },
  { name: 'an empty array', status: 200, body: [], code: 'unreadable_answer', money: 'unknown' },
  { name: 'an empty object', status: 200, body: {}, code: 'unreadable_answer', money: 'unknown' },
  { name: 'an object of null', status: 200, body: { data: null, error: null }, code: 'unreadable_answer', money: 'unknown' },
  {
    name: 'a 202 without an id',
    status: 202,
    body: { message: 'Accepted' },
    code: 'unreadable_answer',
    money: 'unknown',
    said: 'Accepted',
  },
  { name: 'a 200 with error text', status: 200, body: { error: 'Insufficient balance' }, code: 'no_credits', money: 'refused' },
  {
    name: 'a 200 with an error object',
    status: 200,
    body: { error: { code: 'invalid_api_key', message: 'Bad token', type: 'auth' } },
    code: 'unauthorized',
    money: 'refused',
    said: 'Bad token',
    vendorCode: 'invalid_api_key',
  },
  {
    name: 'a 200 with success false and no reason',
    status: 200,
    body: { success: false },
    code: 'invalid_request',
    money: 'refused',
    said: null,
  },
  {
    name: '300111 for credits',
    status: 200,
    body: { code: 300111, trace_id: trace, message: 'Insufficient API credits' },
    code: 'no_credits',
    money: 'refused',
    vendorCode: '300111',
    traceId: trace,
    said: 'Insufficient API credits',
  },
  {
    name: '300111 for places',
    status: 200,
    body: { code: 300111, trace_id: trace, message: 'Parallel task limit reached.' },
    code: 'busy',
    money: 'refused',
    vendorCode: '300111',
    traceId: trace,
  },
  {
    name: '300111 for a reason nobody knows',
    status: 200,
    body: { code: 300111, message: 'Quux' },
    code: 'invalid_request',
    money: 'refused',
    said: 'Quux',
  },
  {
    name: '300111 as text, with data null',
    status: 200,
    body: { code: '300111', message: 'Parallel task limit reached.', data: null },
    code: 'busy',
    money: 'refused',
  },
  { name: 'an inner 401', status: 200, body: { code: 401, message: 'Token expired' }, code: 'unauthorized', money: 'refused' },
  {
    name: 'an inner 429',
    status: 200,
    body: { code: 429, message: 'Slow down' },
    code: 'rate_limited',
    money: 'refused',
    at: { seedance2ai: 'busy' },
  },
  {
    name: 'a 400 with a message',
    status: 400,
    body: { message: 'Bad ratio' },
    code: 'invalid_request',
    money: 'refused',
    said: 'Bad ratio',
  },
  {
    name: 'a 400 with a list of nothing',
    status: 400,
    body: { detail: [{ loc: ['body'] }] },
    code: 'invalid_request',
    money: 'refused',
    said: null,
  },
  {
    name: 'a 422 with a list of details',
    status: 422,
    body: {
      detail: [
        { loc: ['body', 'prompt'], msg: 'field required' },
        { loc: ['body', 'duration'], msg: 'must be 4 or more' },
      ],
    },
    code: 'invalid_request',
    money: 'refused',
    said: 'prompt: field required; duration: must be 4 or more',
  },
  {
    name: 'a 400 with a list of errors',
    status: 400,
    body: { errors: [{ field: 'prompt', message: 'The prompt is sensitive' }, 'and more'] },
    code: 'content_rejected',
    money: 'refused',
    said: 'prompt: The prompt is sensitive; and more',
  },
  {
    name: 'a 400 of the content check',
    status: 400,
    body: { error: { code: 'content_policy_violation', message: 'Rejected' } },
    code: 'content_rejected',
    money: 'refused',
  },
  { name: 'a 400 of HTML', status: 400, text: page('400 Bad Request'), code: 'invalid_request', money: 'refused', said: '400 Bad Request' },
  { name: 'a 401 without a word', status: 401, text: '', code: 'unauthorized', money: 'refused', said: null },
  { name: 'a 402', status: 402, body: { message: 'Insufficient credits' }, code: 'no_credits', money: 'refused' },
  { name: 'a 403', status: 403, body: { message: 'Access denied' }, code: 'forbidden', money: 'refused' },
  {
    name: 'a 403 for the quota',
    status: 403,
    body: { error: { code: 'insufficient_user_quota', message: 'x' } },
    code: 'no_credits',
    money: 'refused',
  },
  {
    name: 'a 403 of a firewall',
    status: 403,
    text: page('Just a moment...'),
    code: 'forbidden',
    money: 'refused',
    said: 'Just a moment...',
  },
  { name: 'a 404 of a wrong base URL', status: 404, text: page('404 Not Found'), code: 'not_found', money: 'refused' },
  { name: 'a 413', status: 413, text: page('413 Request Entity Too Large'), code: 'invalid_request', money: 'refused' },
  { name: 'a 422', status: 422, body: { message: 'Unprocessable' }, code: 'invalid_request', money: 'refused' },
  { name: 'a 429 without a word', status: 429, text: '', code: 'rate_limited', money: 'refused', at: { seedance2ai: 'busy' } },
  {
    name: 'a 429 with Retry-After',
    status: 429,
    body: { message: 'Slow down' },
    retryAfter: 17,
    code: 'rate_limited',
    money: 'refused',
    at: { seedance2ai: 'busy' },
  },
  {
    name: 'a 429 of Retry-After 0',
    status: 429,
    text: '',
    retryAfter: 0,
    code: 'rate_limited',
    money: 'refused',
    at: { seedance2ai: 'busy' },
  },
  { name: 'a 429 for places', status: 429, body: { message: 'Too many concurrent tasks' }, code: 'busy', money: 'refused' },
  { name: 'a 429 for credits', status: 429, body: { error: { message: 'Insufficient quota' } }, code: 'no_credits', money: 'refused' },
  { name: 'a 500 in JSON', status: 500, body: { message: 'Internal server error' }, code: 'vendor_unavailable', money: 'unknown' },
  {
    name: 'a 500 that talks of credits',
    status: 500,
    body: { code: 300111, message: 'Insufficient API credits' },
    code: 'vendor_unavailable',
    money: 'unknown',
    vendorCode: '300111',
  },
  {
    name: 'a 502 of HTML',
    status: 502,
    text: page('502 Bad Gateway'),
    code: 'vendor_unavailable',
    money: 'unknown',
    said: '502 Bad Gateway',
  },
  { name: 'a 503 with Retry-After', status: 503, text: '', retryAfter: 120, code: 'vendor_unavailable', money: 'unknown' },
  { name: 'a 504 without a word', status: 504, text: '', code: 'vendor_unavailable', money: 'unknown', said: null },
  { name: 'a 524 of Cloudflare', status: 524, text: page('A timeout occurred'), code: 'vendor_unavailable', money: 'unknown' },
]

/** What one vendor's own documentation or software answers. */
const ownShapes: (Shape & { vendor: VendorId })[] = [
  ...(['loova', 'outai'] as const).flatMap((vendor) => [
    {
      vendor,
      name: 'a documented validation error',
      status: 400,
      body: { code: 400, trace_id: trace, message: 'duration must be between 4 and 15 seconds', data: null },
      code: 'invalid_request' as const,
      money: 'refused' as const,
      traceId: trace,
    },
    {
      vendor,
      name: 'code 200 without data',
      status: 200,
      body: { code: 200, trace_id: trace, message: null },
      code: 'unreadable_answer' as const,
      money: 'unknown' as const,
      traceId: trace,
    },
    {
      vendor,
      name: 'code 200 with data but no task id',
      status: 200,
      body: { code: 200, trace_id: trace, message: null, data: { credits_cost: 12 } },
      code: 'unreadable_answer' as const,
      money: 'unknown' as const,
    },
  ]),
  ...(
    [
      [400, 'Invalid parameters', 'invalid_request', 'refused'],
      [401, 'Invalid or missing API key', 'unauthorized', 'refused'],
      [402, 'Insufficient credits', 'no_credits', 'refused'],
      [403, 'Access denied', 'forbidden', 'refused'],
      [404, 'Task not found', 'not_found', 'refused'],
      [429, 'Concurrency limit (3 tasks)', 'busy', 'refused'],
      [500, 'Internal server error', 'vendor_unavailable', 'unknown'],
    ] as const
  ).map(([status, message, code, money]) => ({
    vendor: 'seedance2ai' as const,
    name: `its documented ${status}`,
    status,
    body: { message },
    code,
    money,
    said: message,
  })),
  ...(
    [
      [401, 'invalid_api_key', 'Invalid token', 'unauthorized'],
      [403, 'insufficient_user_quota', 'user quota is not enough', 'no_credits'],
      [400, 'invalid_request', 'model is not supported', 'invalid_request'],
      [404, 'task_not_exist', 'task_not_exist', 'not_found'],
    ] as const
  ).map(([status, vendorCode, message, code]) => ({
    vendor: 'uniall' as const,
    name: `its gateway’s ${vendorCode}`,
    status,
    body: { error: { message, type: 'new_api_error', param: '', code: vendorCode } },
    code,
    money: 'refused' as const,
    said: message,
    vendorCode,
  })),
  ...([200, 400] as const).flatMap((status) =>
    (
      [
        ['unauthorized', 'unauthorized'],
        ['insufficient_credits', 'no_credits'],
        ['invalid_request', 'invalid_request'],
        ['concurrency_limit_exceeded', 'busy'],
      ] as const
    ).map(([vendorCode, code]) => ({
      vendor: 'seedance2ink' as const,
      name: `${status} with success false and ${vendorCode}`,
      status,
      body: { success: false, error: { code: vendorCode, message: 'See the docs' } },
      code,
      money: 'refused' as const,
      vendorCode,
    })),
  ),
]

function replyOf({ status, body, text, retryAfter }: Shape): Reply {
  return { status, body: text === undefined ? body : undefined, text: text ?? JSON.stringify(body), retryAfterSeconds: retryAfter ?? null }
}

const rows = [...vendorIds.flatMap((vendor) => shapes.map((shape) => ({ ...shape, vendor }))), ...ownShapes].map((row) => ({
  ...row,
  code: row.at?.[row.vendor] ?? row.code,
}))

describe('every shape of failure at every vendor', () => {
  it.each(rows)('$vendor reads $name as $code ($money)', (row) => {
    const reply = replyOf(row)
    const vendor = vendors[row.vendor]
    const created = vendor.create.decode(reply)
    if (created.ok) throw new Error('Taken for an acceptance')
    const why = created.failure
    expect(why.code).toBe(row.code)
    expect(why.retryAfterSeconds).toBe(row.retryAfter ?? null)
    if (row.said !== undefined) expect(why.vendorMessage).toBe(row.said)
    if (row.vendorCode !== undefined) expect(why.vendorCode).toBe(row.vendorCode)
    if (row.traceId !== undefined) expect(why.traceId).toBe(row.traceId)
    expect(vendor.explain(reply)).toEqual(why)
    expect(vendor.query.decode(reply).ok).toBe(false)

    const certainty = createCertainty({ kind: 'answered', decoded: created, status: reply.status, latencyMs: 1 })
    expect(certainty).toBe(row.money)
    const told = failureWords[certainty === 'unknown' ? asUnconfirmed(why).code : why.code].money
    if (certainty === 'unknown') expect(told).toBe('It may have been charged; check your vendor account.')
  })
})

describe('a task that failed at the vendor', () => {
  const said = (vendor: VendorId, message: string): unknown => {
    const reply = conformanceCases[vendor].queryReply(conformanceCases[vendor].failed)
    if (vendor === 'seedance2ai') return { ...reply, error: message }
    if (vendor === 'seedance2ink') return { ...reply, success: true, error: { code: 'provider_error', message } }
    if (vendor === 'uniall') return { ...reply, error: { code: 'provider_error', message } }
    return { ...reply, data: { task_id: 't', status: 'failed', credits_cost: 0, result: { video_url: null, error_message: message } } }
  }
  const cases = vendorIds.flatMap((vendor) => [
    { vendor, message: 'Video generation failed upstream', code: 'generation_failed' as const },
    { vendor, message: 'Output blocked by content moderation', code: 'content_rejected' as const },
    { vendor, message: '', code: 'generation_failed' as const },
  ])

  it.each(cases)('is read from a 200 of $vendor that says “$message” as $code', ({ vendor, message, code }) => {
    const body = said(vendor, message)
    const decoded = vendors[vendor].query.decode({ status: 200, body, text: '', retryAfterSeconds: null })
    expect(decoded).toMatchObject({ ok: true, value: { state: 'failed', video: null, failure: { code } }, drift: [] })
    if (decoded.ok && message !== '') expect(decoded.value.failure?.vendorMessage).toBe(message)
  })

  it('is told by seedance2ink with success true, and is a task there even as the answer to a create', () => {
    const body = { success: true, requestId: 'req_1', status: 'failed', error: { code: 'provider_error', message: 'No' } }
    const reply = { status: 200, body, text: '', retryAfterSeconds: null }
    expect(vendors.seedance2ink.create.decode(reply)).toMatchObject({ ok: true, value: { vendorTaskId: 'req_1' } })
    expect(vendors.seedance2ink.query.decode(reply)).toMatchObject({ ok: true, value: { state: 'failed' } })
  })

  it('without any answer keeps its words', () => {
    expect(asUnconfirmed(failure('no_answer')).code).toBe('no_answer')
    expect(asUnconfirmed(failure('vendor_unavailable')).code).toBe('unconfirmed_answer')
  })
})
