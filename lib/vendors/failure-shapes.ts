import type { FailureCode } from '#lib/generation/failure.ts'
import type { VendorId } from '#lib/generation/request.ts'

/** What came back, as one line of a table; `text` alone stands for a body that is not JSON. */
export interface FailureShape {
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
export const trace = '45c30d76f06549b199a3775544515689'

/** What any gateway in front of any vendor may answer. */
export const gatewayShapes: FailureShape[] = [
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
