import { listTombstones, removeTombstone } from '#lib/data/tombstones.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

/** Removes the files of deleted takes. The tombstone goes last, so a crash in between only repeats a removal. */
export async function clearTombstones(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  for (const storageKey of await listTombstones(viewer, context.database.client, 100)) {
    await context.storage.remove(storageKey)
    await removeTombstone(viewer, context.database.client, storageKey)
  }
}
