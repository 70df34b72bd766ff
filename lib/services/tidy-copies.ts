import type { Client } from '#lib/data/database.ts'
import { listEditsOf } from '#lib/data/upload-edits.ts'
import type { UploadRow } from '#lib/data/uploads.ts'
import type { Viewer } from '#lib/data/viewer.ts'

/** Of each upload the copy that a vendor may see, where the upload itself tells too much or is of an odd format; by the upload's own id. */
export async function withTidyCopies(viewer: Viewer, client: Client, uploads: readonly UploadRow[]): Promise<Map<string, UploadRow>> {
  const ids = uploads.map((upload) => upload.id)
  const copies = new Map<string | null, UploadRow>()
  for (const edit of await listEditsOf(viewer, client, ids)) if (edit.edit?.isTidy === true) copies.set(edit.originalId, edit)
  return new Map(uploads.map((upload) => [upload.id, copies.get(upload.id) ?? upload]))
}
