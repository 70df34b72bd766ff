import { countStorageWaits } from '#lib/data/engine-overview.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

/** What the owner should know on whichever page; null while all is well, and for everybody else. */
export async function findOwnersNote(context: ServiceContext, viewer: UserViewer): Promise<string | null> {
  const waiting = await countStorageWaits(viewer, context.database.client)
  if (waiting === 0) return null
  return `Storage is full or away: ${waiting === 1 ? 'a finished take waits' : `${waiting} finished takes wait`} to be saved.`
}
