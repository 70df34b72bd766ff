import { z } from 'zod'
import type { Client } from './database.ts'
import { fileHold } from './file-hold.ts'
import type { EngineViewer } from './viewer.ts'

const rowsSchema = z.array(z.object({ storageKey: z.string() }))

/**
 * Files that may be removed now: none while a backup holds them. The hold is looked up by the very statement that reads the tombstones: a
 * backup that began before a take was deleted is then certainly seen, and keeps the file that its snapshot names.
 */
export async function listTombstones(_viewer: EngineViewer, client: Client, limit: number): Promise<string[]> {
  const rows: unknown = await client.$queryRaw`
    SELECT "storageKey" FROM "StorageTombstone"
     WHERE NOT EXISTS (
             SELECT 1 FROM pg_locks
              WHERE locktype = 'advisory' AND classid = ${fileHold.classId} AND objid = ${fileHold.objectId} AND objsubid = 2 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
     ORDER BY "createdAt" LIMIT ${limit}`
  return rowsSchema.parse(rows).map((row) => row.storageKey)
}

export async function removeTombstone(_viewer: EngineViewer, client: Client, storageKey: string): Promise<void> {
  await client.storageTombstone.deleteMany({ where: { storageKey } })
}

/** For files that nobody names any more, or that were never named. */
export async function addTombstones(_viewer: EngineViewer, client: Client, storageKeys: readonly string[]): Promise<void> {
  await client.storageTombstone.createMany({ data: storageKeys.map((storageKey) => ({ storageKey })), skipDuplicates: true })
}
