import type { UploadView } from '#lib/generation/task-view.ts'
import { deleteUpload } from '#lib/services/delete-upload.ts'
import { openUpload } from '#lib/services/open-upload.ts'
import { viewUpload } from '#lib/services/upload-view.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import type { RouteCall, RouteReply } from '#lib/session/route.ts'
import type { SignedIn } from '#lib/session/viewer.ts'

type Call = Pick<RouteCall<SignedIn, undefined, undefined>, 'context' | 'signedIn' | 'param'>

/** What is known of one's own upload, for our own pages and for scripts alike. */
export async function showUpload({ context, signedIn, param }: Call): Promise<RouteReply<UploadView>> {
  const upload = await openUpload(context, signedIn.viewer, param('id'))
  return upload === null ? errorResponse('not_found') : { value: viewUpload(upload) }
}

export async function endUpload({ context, signedIn, param }: Call): Promise<Response> {
  const deleted = await deleteUpload(context, signedIn.viewer, param('id'))
  return deleted.ok ? new Response(null, { status: 204 }) : errorResponse(deleted.code, { message: deleted.message })
}
