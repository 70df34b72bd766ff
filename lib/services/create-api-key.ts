import { randomInt } from 'node:crypto'
import { createApiKeyRow } from '#lib/data/api-keys.ts'
import { hashToken } from '#lib/data/secrets.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { type ApiKeyView, viewApiKey } from './list-api-keys.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const randomLength = 40

/** The key is in this answer only: we keep its hash. */
export async function createApiKey(
  context: ServiceContext,
  viewer: UserViewer,
  input: { name: string },
): Promise<{ ok: true; key: string; apiKey: ApiKeyView }> {
  const key = `dly_${Array.from({ length: randomLength }, () => alphabet.charAt(randomInt(alphabet.length))).join('')}`
  const row = await createApiKeyRow(viewer, context.database.client, { name: input.name, keyHash: hashToken(key), hint: hintOf(key) })
  return { ok: true, key, apiKey: viewApiKey(row) }
}

export function hintOf(key: string): string {
  return key.slice(-4)
}
