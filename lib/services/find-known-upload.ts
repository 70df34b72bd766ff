import { findUploadByHash, renewUpload } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { withTidyCopies } from './tidy-copies.ts'
import { viewUpload } from './upload-view.ts'

/** This person's upload of the same bytes; null also when its file has gone, so that it is sent again. */
export async function findKnownUpload(
  context: ServiceContext,
  viewer: UserViewer,
  file: { sha256: string; bytes: number },
): Promise<UploadView | null> {
  const found = await findUploadByHash(viewer, context.database.client, file.sha256)
  if (!found || Number(found.bytes) !== file.bytes) return null
  if ((await context.storage.stat(found.storageKey)) === null) return null
  // Of one that was tidied when it came, the copy is what is used.
  const used = (await withTidyCopies(viewer, context.database.client, [found])).get(found.id) ?? found
  if (used !== found && (await context.storage.stat(used.storageKey)) === null) return null
  const renewed = await renewUpload(viewer, context.database.client, used, context.clock())
  return renewed && viewUpload(renewed)
}
