import type { UploadRow } from '#lib/data/uploads.ts'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'

/** An upload as our own pages see it. Parsed on the way out: what the schema does not name does not leave. */
export function viewUpload(row: UploadRow): UploadView {
  return uploadViewSchema.parse({
    ...row,
    url: `/api/uploads/${row.id}/file`,
    thumbnailUrl: row.thumbnailKey === null ? null : `/api/uploads/${row.id}/thumbnail`,
    bytes: Number(row.bytes),
    createdAt: row.createdAt.toISOString(),
  })
}
