import { z } from 'zod'
import { listUsers } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export const personViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['owner', 'member']),
  createdAt: z.iso.datetime(),
})
export type PersonView = z.infer<typeof personViewSchema>

/** Everybody for the owner; oneself for a member. */
export async function listPeople(context: ServiceContext, viewer: UserViewer): Promise<PersonView[]> {
  const rows = await listUsers(viewer, context.database.client)
  return rows.map((row) => personViewSchema.parse({ ...row, createdAt: row.createdAt.toISOString() }))
}
