import { revokeApiKeyRow } from '#lib/data/api-keys.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export async function revokeApiKey(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
): Promise<{ ok: true } | { ok: false; code: 'not_found'; message: string }> {
  const isRevoked = await revokeApiKeyRow(viewer, context.database.client, id, context.clock())
  return isRevoked ? { ok: true } : { ok: false, code: 'not_found', message: 'There is no such key any more.' }
}
