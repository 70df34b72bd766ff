import { errorResponse, type HttpErrorCode } from '#lib/session/http-error.ts'

const errorOf: Readonly<Record<string, HttpErrorCode>> = {
  too_large: 'too_large',
  over_quota: 'quota_exceeded',
  no_space: 'insufficient_storage',
  conflict: 'conflict',
  broken: 'invalid_upload',
}

/** Why a file was not taken, as our routes say it. */
export function refuseUpload(refusal: { code: string; message: string }): Response {
  return errorResponse(errorOf[refusal.code] ?? 'invalid_request', { message: refusal.message })
}
