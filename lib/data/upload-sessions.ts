import type { UploadSession } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import type { EngineViewer, UserViewer } from './viewer.ts'

export type UploadSessionRow = UploadSession

export async function createUploadSession(
  viewer: UserViewer,
  client: Client,
  session: { id: string; name: string; bytes: number; createdAt: Date },
): Promise<UploadSessionRow> {
  const data = { ...session, bytes: BigInt(session.bytes), userId: viewer.userId, updatedAt: session.createdAt }
  return client.uploadSession.create({ data })
}

export async function findUploadSession(viewer: UserViewer, client: Client, id: string): Promise<UploadSessionRow | null> {
  if (!isId(id)) return null
  return client.uploadSession.findFirst({ where: { id, userId: viewer.userId } })
}

/** Uploads on their way, and what has come of them so far. */
export async function sumOpenUploadSessions(viewer: UserViewer, client: Client): Promise<{ count: number; bytes: number }> {
  const found = await client.uploadSession.aggregate({
    where: { userId: viewer.userId, uploadId: null },
    _count: true,
    _sum: { receivedBytes: true },
  })
  return { count: found._count, bytes: Number(found._sum.receivedBytes ?? 0) }
}

/** False when the session is not where the part begins any more: another sending of the same part was quicker. */
export async function advanceUploadSession(
  viewer: UserViewer,
  client: Client,
  id: string,
  part: { offset: number; bytes: number; now: Date },
): Promise<boolean> {
  const { count } = await client.uploadSession.updateMany({
    where: { id, userId: viewer.userId, uploadId: null, receivedBytes: BigInt(part.offset) },
    data: { receivedBytes: BigInt(part.offset + part.bytes), parts: { increment: 1 }, updatedAt: part.now },
  })
  return count === 1
}

/** Kept for a while, so that whoever did not hear of the end and asks again hears the same. */
export async function finishUploadSession(
  viewer: UserViewer,
  client: Client,
  id: string,
  finished: { uploadId: string; now: Date },
): Promise<void> {
  const { uploadId, now } = finished
  await client.uploadSession.updateMany({ where: { id, userId: viewer.userId }, data: { uploadId, parts: 0, updatedAt: now } })
}

export async function removeUploadSession(viewer: UserViewer | EngineViewer, client: Client, id: string): Promise<void> {
  await client.uploadSession.deleteMany({ where: { id, ...(viewer.kind === 'user' && { userId: viewer.userId }) } })
}

/** Sessions that nobody has sent anything to since then, finished or not. */
export async function listStaleUploadSessions(_viewer: EngineViewer, client: Client, before: Date, limit: number): Promise<string[]> {
  const found = await client.uploadSession.findMany({ where: { updatedAt: { lt: before } }, select: { id: true }, take: limit })
  return found.map((session) => session.id)
}

/** This person's open uploads that nothing was sent to since then. */
export async function listIdleUploadSessions(viewer: UserViewer, client: Client, before: Date): Promise<string[]> {
  const where = { userId: viewer.userId, uploadId: null, updatedAt: { lt: before } }
  return (await client.uploadSession.findMany({ where, select: { id: true } })).map((session) => session.id)
}

/** Those of the ids whose parts are still waited for. */
export async function findOpenUploadSessions(_viewer: EngineViewer, client: Client, ids: readonly string[]): Promise<Set<string>> {
  const where = { id: { in: [...ids] }, uploadId: null }
  return new Set((await client.uploadSession.findMany({ where, select: { id: true } })).map((session) => session.id))
}
