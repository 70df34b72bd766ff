import type { Client } from './database.ts'
import type { EngineViewer } from './viewer.ts'

export async function listTombstones(_viewer: EngineViewer, client: Client, limit: number): Promise<string[]> {
  const rows = await client.storageTombstone.findMany({ orderBy: { createdAt: 'asc' }, take: limit })
  return rows.map((row) => row.storageKey)
}

export async function removeTombstone(_viewer: EngineViewer, client: Client, storageKey: string): Promise<void> {
  await client.storageTombstone.deleteMany({ where: { storageKey } })
}
