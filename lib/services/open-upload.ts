import { findSignedUpload, findUpload, type UploadRow } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { isSignedUpload } from './upload-address.ts'

/** One's own upload. */
export async function openUpload(context: ServiceContext, viewer: UserViewer, id: string): Promise<UploadRow | null> {
  return findUpload(viewer, context.database.client, id)
}

/** The upload behind an address that we gave to a vendor; null when the signature is wrong or its time is over. */
export async function openSignedUpload(context: ServiceContext, id: string, query: URLSearchParams): Promise<UploadRow | null> {
  return isSignedUpload(context, id, query) ? findSignedUpload(context.database.client, id) : null
}
