import { createSetupToken } from '#lib/data/setup-tokens.ts'
import { hasOwner } from '#lib/data/users.ts'
import type { ServiceContext } from './context.ts'

/** A fresh token for `/setup?token=…` while there is no owner; null once there is one. */
export async function ensureSetupLink(context: ServiceContext): Promise<string | null> {
  if (await hasOwner(context.database.client)) return null
  const made = await createSetupToken(context.database.client, { role: 'owner', createdAt: context.clock(), expiresAt: null })
  return made.token
}
