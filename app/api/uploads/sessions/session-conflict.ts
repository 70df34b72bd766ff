import type { UploadSessionView } from '#lib/generation/upload-session-view.ts'
import { httpStatusOf } from '#lib/session/http-error.ts'

/** Not where the sender thought it is: says where to go on. */
export function sessionConflict(message: string, session: UploadSessionView): Response {
  const body = { error: { code: 'conflict', message }, ...session }
  return Response.json(body, { status: httpStatusOf('conflict'), headers: { 'cache-control': 'no-store' } })
}
