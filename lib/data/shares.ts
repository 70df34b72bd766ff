import { randomBytes } from 'node:crypto'
import type { Share, Video } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { createId, isId } from './id.ts'
import type { UserViewer } from './viewer.ts'

export type ShareRow = Share

/** 144 random bits: nobody guesses a link. */
export async function createShare(
  _viewer: UserViewer,
  client: Client,
  share: { taskId: string; createdAt: Date; expiresAt: Date | null },
): Promise<ShareRow> {
  return client.share.create({ data: { id: createId(), token: randomBytes(18).toString('base64url'), ...share } })
}

export async function listShares(viewer: UserViewer, client: Client, taskId: string): Promise<ShareRow[]> {
  return client.share.findMany({ where: { taskId, task: { userId: viewer.userId } }, orderBy: { createdAt: 'desc' } })
}

export async function revokeShare(viewer: UserViewer, client: Client, id: string, now: Date): Promise<ShareRow | null> {
  if (!isId(id)) return null
  await client.share.updateMany({ where: { id, revokedAt: null, task: { userId: viewer.userId } }, data: { revokedAt: now } })
  return client.share.findFirst({ where: { id, task: { userId: viewer.userId } } })
}

const tokenPattern = /^[A-Za-z0-9_-]{24}$/

export interface SharedTake {
  share: ShareRow
  prompt: string
  vendor: string
  model: string
  isSandbox: boolean
  createdAt: Date
  video: Video
}

/** The token is the authority here. A share that was revoked, has expired or lost its video is as if it had never been. */
export async function findSharedTake(client: Client, token: string, now: Date): Promise<SharedTake | null> {
  if (!tokenPattern.test(token)) return null
  const found = await client.share.findFirst({
    where: { token, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
    include: { task: { include: { video: { omit: { sourceUrl: false } } } } },
  })
  if (!found?.task.video) return null
  const { task, ...share } = found
  return {
    share,
    prompt: task.prompt,
    vendor: task.vendor,
    model: task.model,
    isSandbox: task.isSandbox,
    createdAt: task.createdAt,
    video: found.task.video,
  }
}
