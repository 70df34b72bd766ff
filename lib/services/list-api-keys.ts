import { z } from 'zod'
import { type ApiKeyRow, listApiKeyRows } from '#lib/data/api-keys.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export const apiKeyViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The last four characters. */
  hint: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export type ApiKeyView = z.infer<typeof apiKeyViewSchema>

export async function listApiKeys(context: ServiceContext, viewer: UserViewer): Promise<ApiKeyView[]> {
  return (await listApiKeyRows(viewer, context.database.client)).map(viewApiKey)
}

export function viewApiKey(row: ApiKeyRow): ApiKeyView {
  return apiKeyViewSchema.parse({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  })
}
