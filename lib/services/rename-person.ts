import { renameUser } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

/** Changes the viewer's own name. */
export async function renamePerson(context: ServiceContext, viewer: UserViewer, name: string): Promise<{ ok: true }> {
  await renameUser(viewer, context.database.client, name)
  return { ok: true }
}
