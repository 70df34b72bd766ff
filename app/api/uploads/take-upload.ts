import type { UploadView } from '#lib/generation/task-view.ts'
import { refuseAnnounced, storeUpload } from '#lib/services/store-upload.ts'
import { maxUploadBytes } from '#lib/services/upload-room.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { envelopeBytes, readUpload } from '#lib/session/read-upload.ts'
import type { RouteCall, RouteReply } from '#lib/session/route.ts'
import type { SignedIn } from '#lib/session/viewer.ts'
import { refuseUpload } from './refuse-upload.ts'

/** A file in a form, from our own pages and from scripts alike. */
export async function takeUpload({
  request,
  context,
  signedIn,
}: Pick<RouteCall<SignedIn, undefined, undefined>, 'request' | 'context' | 'signedIn'>): Promise<RouteReply<UploadView>> {
  const announcedBytes = Number(request.headers.get('content-length') ?? 0) - envelopeBytes
  const refusal = await refuseAnnounced(context, signedIn.viewer, Math.max(0, announcedBytes))
  if (refusal) return refuseUpload(refusal)
  const read = await readUpload(request, maxUploadBytes, (file) => storeUpload(context, signedIn.viewer, file))
  if (!read.ok) return errorResponse(read.code, { message: read.message })
  const stored = read.value
  return stored.ok ? { value: stored.upload, status: stored.isNew ? 201 : 200 } : refuseUpload(stored)
}
