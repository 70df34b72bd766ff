import { z } from 'zod'
import { type Issue, issueViewSchema } from '#lib/generation/issue.ts'

/** Every way our HTTP routes refuse: one code, one status, one sentence. */
const httpErrors = {
  invalid_json: { status: 400, message: 'The body is not valid JSON.' },
  invalid_upload: { status: 400, message: 'The upload could not be read.' },
  unauthorized: { status: 401, message: 'Send a valid API key: Authorization: Bearer <key>.' },
  signed_out: { status: 401, message: 'Sign in first.' },
  forbidden: { status: 403, message: 'This is not allowed.' },
  not_found: { status: 404, message: 'There is nothing here.' },
  method_not_allowed: { status: 405, message: 'This address does not take that method.' },
  conflict: { status: 409, message: 'That cannot be done now.' },
  other_account: { status: 409, message: 'You are signed in as somebody else in this browser now. Reload the page to go on.' },
  idempotency_conflict: { status: 409, message: 'This Idempotency-Key was used for a different request.' },
  quota_exceeded: { status: 413, message: 'There is no room left for your files.' },
  too_large: { status: 413, message: 'The body is too large.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json.' },
  invalid_request: { status: 422, message: 'The request is not valid.' },
  too_many_requests: { status: 429, message: 'Too many requests. Wait a moment and try again.' },
  internal_error: { status: 500, message: 'Something went wrong.' },
  insufficient_storage: { status: 507, message: 'The server has no room left for files.' },
} as const satisfies Record<string, { status: number; message: string }>

export type HttpErrorCode = keyof typeof httpErrors

export const httpErrorSchema = z.object({
  error: z.object({
    code: z.string(),
    /** What happened, for a person. */
    message: z.string(),
    issues: z.array(issueViewSchema).optional(),
  }),
})

export function httpMessageOf(code: HttpErrorCode): string {
  return httpErrors[code].message
}

export function httpStatusOf(code: HttpErrorCode): number {
  return httpErrors[code].status
}

export function errorResponse(
  code: HttpErrorCode,
  details: { message?: string; issues?: readonly Issue[]; headers?: Record<string, string> } = {},
): Response {
  const { status, message } = httpErrors[code]
  const body = httpErrorSchema.parse({ error: { code, message: details.message ?? message, issues: details.issues } })
  return Response.json(body, { status, headers: { 'cache-control': 'no-store', ...details.headers } })
}
