import { z } from 'zod'
import { sumUploadBytesByUser } from '#lib/data/uploads.ts'
import { listUsers } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { bytesPerGb } from './upload-room.ts'

export const personViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['owner', 'member']),
  createdAt: z.iso.datetime(),
  /** What this person's uploads take. */
  uploadBytes: z.int(),
  /** How much they may take; null: what the installation gives everyone. */
  quotaGb: z.number().nullable(),
})
export type PersonView = z.infer<typeof personViewSchema>

/** Everybody for the owner; oneself for a member. */
export async function listPeople(context: ServiceContext, viewer: UserViewer): Promise<PersonView[]> {
  const rows = await listUsers(viewer, context.database.client)
  const uploadBytes = await sumUploadBytesByUser(viewer, context.database.client)
  return rows.map((row) =>
    personViewSchema.parse({
      ...row,
      createdAt: row.createdAt.toISOString(),
      uploadBytes: uploadBytes.get(row.id) ?? 0,
      quotaGb: row.quotaBytes === null ? null : Number(row.quotaBytes) / bytesPerGb,
    }),
  )
}
