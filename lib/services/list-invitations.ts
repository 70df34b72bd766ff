import { z } from 'zod'
import { type InvitationRow, listOpenInvitations } from '#lib/data/setup-tokens.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

export const invitationViewSchema = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
})
export type InvitationView = z.infer<typeof invitationViewSchema>

/** What the owner has given out and nobody has used yet; the links themselves are not kept. */
export async function listInvitations(context: ServiceContext, viewer: UserViewer): Promise<InvitationView[]> {
  return (await listOpenInvitations(viewer, context.database.client, context.clock())).map(viewInvitation)
}

export function viewInvitation(row: InvitationRow): InvitationView {
  return { id: row.id, createdAt: row.createdAt.toISOString(), expiresAt: row.expiresAt?.toISOString() ?? null }
}
