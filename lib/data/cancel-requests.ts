import type { Client } from './database.ts'
import type { UserViewer, Viewer } from './viewer.ts'

/** Notes that the take's owner wants it cancelled, before the vendor is asked; false when it does not run any more. */
export async function requestCancel(viewer: UserViewer, client: Client, id: string, at: Date): Promise<boolean> {
  const { count } = await client.task.updateMany({
    where: { id, userId: viewer.userId, state: 'running' },
    data: { cancelRequestedAt: at },
  })
  return count === 1
}

/** The vendor said no: the take goes on as if nobody had asked. False when the request has been answered already. */
export async function dropCancelRequest(viewer: Viewer, client: Client, id: string): Promise<boolean> {
  const { count } = await client.task.updateMany({
    where: {
      id,
      state: 'running',
      cancelRequestedAt: { not: null },
      ...(viewer.kind === 'user' && { userId: viewer.userId }),
    },
    data: { cancelRequestedAt: null },
  })
  return count === 1
}
