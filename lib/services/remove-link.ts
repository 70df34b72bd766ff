import { removeLinkedFile } from '#lib/data/linked-files.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

/** Takes an address out of one's library; the takes that used it keep it. False when there is no such link of one's own. */
export async function removeLink(context: ServiceContext, viewer: UserViewer, id: string): Promise<boolean> {
  return removeLinkedFile(viewer, context.database.client, id)
}
