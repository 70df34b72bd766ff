import { isId } from '#lib/data/id.ts'
import { listUploads as listRows } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { viewUpload } from './upload-view.ts'

const defaultLimit = 24

/** A page of one's own files, the latest brought first; null for a cursor that is not one of ours. */
export async function listUploads(
  context: ServiceContext,
  viewer: UserViewer,
  query: { cursor?: string | undefined; limit?: number | undefined },
): Promise<{ items: UploadView[]; nextCursor: string | null } | null> {
  if (query.cursor !== undefined && !isId(query.cursor)) return null
  const limit = query.limit ?? defaultLimit
  // One more than asked for tells whether there is a next page, without counting.
  const rows = await listRows(viewer, context.database.client, { after: query.cursor ?? null, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  return { items: shown.map(viewUpload), nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null }
}
