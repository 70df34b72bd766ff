import { deleteUpload as deleteUploadRow } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export type DeleteUploadResult = { ok: true } | { ok: false; code: 'not_found' | 'conflict'; message: string }

/** Takes a file out of one's library for good, unless a take that is under way may still need it. */
export async function deleteUpload(context: ServiceContext, viewer: UserViewer, id: string): Promise<DeleteUploadResult> {
  const result = await context.database.transaction((client) => deleteUploadRow(viewer, client, id))
  if (result === 'deleted') return { ok: true }
  if (result === 'not_found') return { ok: false, code: 'not_found', message: 'There is no such file.' }
  const takes = result.neededBy === 1 ? 'A take that is not finished needs' : `${result.neededBy} takes that are not finished need`
  return {
    ok: false,
    code: 'conflict',
    message: `${takes} this file. Delete it once ${result.neededBy === 1 ? 'it has' : 'they have'} ended.`,
  }
}
