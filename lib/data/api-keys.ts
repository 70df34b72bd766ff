import type { Client } from './database.ts'
import { createId } from './id.ts'
import type { UserViewer } from './viewer.ts'

const keyColumns = { id: true, name: true, hint: true, createdAt: true, lastUsedAt: true, revokedAt: true } as const

export interface ApiKeyRow {
  id: string
  name: string
  hint: string
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

export async function createApiKeyRow(
  viewer: UserViewer,
  client: Client,
  key: { name: string; keyHash: string; hint: string },
): Promise<ApiKeyRow> {
  return client.apiKey.create({ data: { id: createId(), userId: viewer.userId, ...key }, select: keyColumns })
}

/** The viewer's keys that still work, newest first. */
export async function listApiKeyRows(viewer: UserViewer, client: Client): Promise<ApiKeyRow[]> {
  return client.apiKey.findMany({
    where: { userId: viewer.userId, revokedAt: null },
    select: keyColumns,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
}

/** False when the viewer has no such key that still works. */
export async function revokeApiKeyRow(viewer: UserViewer, client: Client, id: string, now: Date): Promise<boolean> {
  const revoked = await client.apiKey.updateMany({ where: { id, userId: viewer.userId, revokedAt: null }, data: { revokedAt: now } })
  return revoked.count === 1
}

export interface ApiKeyHolder {
  keyId: string
  lastUsedAt: Date | null
  user: { id: string; name: string; email: string; role: string }
}

/** Asks for no viewer: the key is the proof. */
export async function findApiKeyHolder(client: Client, keyHash: string): Promise<ApiKeyHolder | null> {
  const row = await client.apiKey.findFirst({
    where: { keyHash, revokedAt: null },
    select: { id: true, lastUsedAt: true, user: { select: { id: true, name: true, email: true, role: true } } },
  })
  return row === null ? null : { keyId: row.id, lastUsedAt: row.lastUsedAt, user: row.user }
}

export async function hasApiKeyHash(client: Client, keyHash: string): Promise<boolean> {
  return (await client.apiKey.findUnique({ where: { keyHash }, select: { id: true } })) !== null
}

export async function markApiKeyUsed(client: Client, keyId: string, now: Date): Promise<void> {
  await client.apiKey.updateMany({ where: { id: keyId }, data: { lastUsedAt: now } })
}
