import { findNamedFiles, findUnsettledTasks } from '#lib/data/stored-files.ts'
import { findOpenUploadSessions, listStaleUploadSessions, removeUploadSession } from '#lib/data/upload-sessions.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { claimStorage } from './claim-storage.ts'
import type { ServiceContext } from './context.ts'
import { partsFolder, removeParts } from './upload-parts.ts'

/** Nothing that is being written takes so long, and whoever wants to go on with an upload does so within it. */
const dayMs = 86_400_000
const batch = 500

/** Ends uploads that nobody goes on with, and removes files that no row names: what a crash between file and row left behind. */
export async function sweepStorage(context: ServiceContext, viewer: EngineViewer): Promise<{ removed: number }> {
  const before = new Date(context.clock().getTime() - dayMs)
  await endStaleSessions(context, viewer, before)
  if (!(await claimStorage(context, viewer))) return { removed: 0 }
  let removed = 0
  for (const folder of ['uploads', 'videos']) {
    let keys: string[] = []
    for await (const object of context.storage.list(folder)) {
      if (object.modifiedAt < before) keys.push(object.key)
      if (keys.length < batch) continue
      removed += await removeOrphans(context, viewer, keys, before)
      keys = []
    }
    removed += await removeOrphans(context, viewer, keys, before)
  }
  if (removed > 0) context.log.info({ removed }, 'files that nothing named were removed')
  return { removed }
}

async function endStaleSessions(context: ServiceContext, viewer: EngineViewer, before: Date): Promise<void> {
  for (const id of await listStaleUploadSessions(viewer, context.database.client, before, batch)) {
    await removeUploadSession(viewer, context.database.client, id)
    await removeParts(context, id)
  }
}

async function removeOrphans(context: ServiceContext, viewer: EngineViewer, keys: readonly string[], before: Date): Promise<number> {
  if (keys.length === 0) return 0
  const orphans = await listOrphans(context, viewer, keys)
  let removed = 0
  for (const key of orphans) {
    // It may have been written anew since it was listed.
    const found = await context.storage.stat(key)
    if (found === null || found.modifiedAt >= before) continue
    await context.storage.remove(key)
    removed++
  }
  return removed
}

async function listOrphans(context: ServiceContext, viewer: EngineViewer, keys: readonly string[]): Promise<string[]> {
  const { client } = context.database
  const partOf = (key: string) => (key.startsWith(`${partsFolder}/`) ? (key.split('/')[2] ?? null) : null)
  const takeOf = (key: string) => (key.startsWith('videos/') ? (key.split('/')[1] ?? null) : null)
  const idsOf = (read: (key: string) => string | null) => [...new Set(keys.flatMap((key) => read(key) ?? []))]
  const [named, open, underWay] = [
    await findNamedFiles(viewer, client, keys),
    await findOpenUploadSessions(viewer, client, idsOf(partOf)),
    // A copy that is tried again writes under the same name.
    await findUnsettledTasks(viewer, client, idsOf(takeOf)),
  ]
  return keys.filter((key) => !named.has(key) && !open.has(partOf(key) ?? '') && !underWay.has(takeOf(key) ?? ''))
}
