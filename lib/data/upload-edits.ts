import type { Client } from './database.ts'
import { isId } from './id.ts'
import { toUploadRow, type UploadRow } from './uploads.ts'
import type { Viewer } from './viewer.ts'

/** What was cut or converted from these uploads, newest first. */
export async function listEditsOf(viewer: Viewer, client: Client, originalIds: readonly string[]): Promise<UploadRow[]> {
  const known = originalIds.filter(isId)
  if (known.length === 0) return []
  const records = await client.upload.findMany({
    where: { originalId: { in: known }, deletedAt: null, ...(viewer.kind === 'user' && { userId: viewer.userId }) },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  return records.map(toUploadRow)
}
