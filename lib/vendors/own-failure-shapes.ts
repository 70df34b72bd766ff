import type { VendorId } from '#lib/generation/request.ts'
import { type FailureShape, trace } from './failure-shapes.ts'

/** What one vendor's own documentation or software answers. */
export const ownShapes: (FailureShape & { vendor: VendorId })[] = [
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
