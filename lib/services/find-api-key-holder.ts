import { type ApiKeyHolder, findApiKeyHolder as findHolder, markApiKeyUsed } from '#lib/data/api-keys.ts'
import { hashToken } from '#lib/data/secrets.ts'
import type { ServiceContext } from './context.ts'

/** The key of `Authorization: Bearer <key>`. */
export function readBearer(authorization: string | null | undefined): string | null {
  return /^Bearer +(\S{16,512})$/i.exec(authorization?.trim() ?? '')?.[1] ?? null
}

/** A script may call many times a second; its key's last use is a matter of minutes. */
const markEveryMs = 60_000

/** Whose key this is, or null when it is nobody's or was revoked. */
export async function findApiKeyHolder(context: ServiceContext, key: string): Promise<ApiKeyHolder['user'] | null> {
  const holder = await findHolder(context.database.client, hashToken(key))
  if (holder === null) return null
  const now = context.clock()
  if (holder.lastUsedAt === null || now.getTime() - holder.lastUsedAt.getTime() > markEveryMs)
    await markApiKeyUsed(context.database.client, holder.keyId, now)
  return holder.user
}
