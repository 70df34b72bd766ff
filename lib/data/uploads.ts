import { z } from 'zod'
import { type FileKind, fileKinds } from '#lib/generation/file-kinds.ts'
import { isSettled, taskStates } from '#lib/generation/task-state.ts'
import type { Prisma, Upload } from '#prisma/generated/client.ts'
import type { Client, TransactionClient } from './database.ts'
import { isId } from './id.ts'
import type { UserViewer, Viewer } from './viewer.ts'

export type UploadRow = Omit<Upload, 'kind' | 'edit'> & { kind: FileKind; edit: Record<string, unknown> | null }

const storedSchema = z.object({ kind: z.enum(fileKinds), edit: z.record(z.string(), z.unknown()).nullable().catch(null) })

export function toUploadRow(record: Upload): UploadRow {
  return { ...record, ...storedSchema.parse(record) }
}

function ownedBy(viewer: Viewer) {
  return { deletedAt: null, ...(viewer.kind === 'user' && { userId: viewer.userId }) }
}

/** Where a file came from, when it was not brought by a person. */
export interface UploadOrigin {
  originalId?: string
  edit?: Prisma.InputJsonObject
  fromTaskId?: string
}

export interface NewUpload extends UploadOrigin {
  id: string
  kind: FileKind
  name: string
  contentType: string
  bytes: number
  sha256: string
  storageKey: string
  thumbnailKey: string | null
  container: string
  videoCodec: string | null
  audioCodec: string | null
  width: number | null
  height: number | null
  duration: number | null
  createdAt: Date
}

export async function createUpload(viewer: UserViewer, client: Client, upload: NewUpload): Promise<UploadRow> {
  const data = { ...upload, bytes: BigInt(upload.bytes), userId: viewer.userId, usedAt: upload.createdAt }
  return toUploadRow(await client.upload.create({ data }))
}

export async function findUpload(viewer: Viewer, client: Client, id: string): Promise<UploadRow | null> {
  if (!isId(id)) return null
  const record = await client.upload.findFirst({ where: { id, ...ownedBy(viewer) } })
  return record === null ? null : toUploadRow(record)
}

/** The file behind a signed address. Asks for no viewer: the signature, checked by the caller, is the proof. */
export async function findSignedUpload(client: Client, id: string): Promise<UploadRow | null> {
  if (!isId(id)) return null
  const record = await client.upload.findFirst({ where: { id, deletedAt: null } })
  return record === null ? null : toUploadRow(record)
}

/** Those of the ids that are the viewer's, in no particular order. */
export async function findUploads(viewer: Viewer, client: Client, ids: readonly string[]): Promise<UploadRow[]> {
  const known = ids.filter(isId)
  if (known.length === 0) return []
  return (await client.upload.findMany({ where: { id: { in: known }, ...ownedBy(viewer) } })).map(toUploadRow)
}

/** The viewer's own, the latest brought first: their ids begin with the time. */
export async function listUploads(viewer: UserViewer, client: Client, page: { after: string | null; limit: number }): Promise<UploadRow[]> {
  const where = { ...ownedBy(viewer), ...(page.after !== null && { id: { lt: page.after } }) }
  return (await client.upload.findMany({ where, orderBy: { id: 'desc' }, take: page.limit })).map(toUploadRow)
}

/** The one that was brought or used last. */
export async function findLatestUpload(viewer: UserViewer, client: Client): Promise<UploadRow | null> {
  const record = await client.upload.findFirst({ where: ownedBy(viewer), orderBy: [{ usedAt: 'desc' }, { id: 'desc' }] })
  return record === null ? null : toUploadRow(record)
}

/** The same bytes, brought before by the same person. */
export async function findUploadByHash(viewer: UserViewer, client: Client, sha256: string): Promise<UploadRow | null> {
  const record = await client.upload.findFirst({ where: { sha256, ...ownedBy(viewer) }, orderBy: { createdAt: 'asc' } })
  return record === null ? null : toUploadRow(record)
}

const lockSpace = 7_342

/** Held until the transaction ends: the same file, arriving twice at once, would else find no row twice. */
export async function lockUploadsOf(viewer: UserViewer, client: TransactionClient): Promise<void> {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpace}::int, hashtext(${viewer.userId}))`
}

/** The file was brought again: it is the latest, and what is newly known of its origin is added. Null when it has gone meanwhile. */
export async function renewUpload(
  viewer: UserViewer,
  client: Client,
  upload: UploadRow,
  now: Date,
  origin: UploadOrigin = {},
): Promise<UploadRow | null> {
  const isEdit = origin.originalId !== undefined && upload.originalId === null && origin.originalId !== upload.id
  const data: Prisma.UploadUncheckedUpdateManyInput = {
    usedAt: now,
    ...(isEdit && { originalId: origin.originalId, ...(origin.edit && { edit: origin.edit }) }),
    ...(origin.fromTaskId !== undefined && upload.fromTaskId === null && { fromTaskId: origin.fromTaskId }),
  }
  const { count } = await client.upload.updateMany({ where: { id: upload.id, ...ownedBy(viewer) }, data })
  return count === 0 ? null : findUpload(viewer, client, upload.id)
}

/** For a row whose file was lost: the same bytes under new names. */
export async function replaceUploadFiles(
  viewer: UserViewer,
  client: Client,
  id: string,
  files: { storageKey: string; thumbnailKey: string | null },
): Promise<void> {
  await client.upload.updateMany({ where: { id, ...ownedBy(viewer) }, data: files })
}

/** What this person's files take in storage. */
export async function sumUploadBytes(viewer: UserViewer, client: Client): Promise<number> {
  const { _sum } = await client.upload.aggregate({ where: ownedBy(viewer), _sum: { bytes: true } })
  return Number(_sum.bytes ?? 0)
}

/** The same for everybody the viewer may see: all for the owner, oneself for a member. */
export async function sumUploadBytesByUser(viewer: UserViewer, client: Client): Promise<Map<string, number>> {
  const where = { deletedAt: null, ...(viewer.role !== 'owner' && { userId: viewer.userId }) }
  const sums = await client.upload.groupBy({ by: ['userId'], where, _sum: { bytes: true } })
  return new Map(sums.map(({ userId, _sum }) => [userId, Number(_sum.bytes ?? 0)]))
}

/**
 * Removes an upload; its files are named in tombstones, which a sweep clears from storage. Takes that are finished keep what they asked for
 * without the file. The row is held first, so that no request can take it up meanwhile. A tidy copy takes its original along: left alone,
 * that would be used as it is.
 */
export async function deleteUpload(
  viewer: UserViewer,
  client: TransactionClient,
  id: string,
): Promise<'deleted' | 'not_found' | { neededBy: number }> {
  const named = await findUpload(viewer, client, id)
  if (!named) return 'not_found'
  const ids = named.edit?.isTidy === true && named.originalId !== null ? [named.originalId, id] : [id]
  await client.$queryRaw`SELECT 1 FROM "Upload" WHERE id = ANY(${ids}::text[]) ORDER BY id FOR UPDATE`
  const found = await findUploads(viewer, client, ids)
  if (!found.some((upload) => upload.id === id)) return 'not_found'
  const unsettled = taskStates.filter((state) => !isSettled(state))
  const neededBy = await client.task.count({ where: { state: { in: unsettled }, references: { some: { uploadId: { in: ids } } } } })
  if (neededBy > 0) return { neededBy }
  await client.reference.updateMany({ where: { uploadId: { in: ids } }, data: { uploadId: null } })
  const keys = found.flatMap((upload) => [upload.storageKey, upload.thumbnailKey]).filter((key) => key !== null)
  await client.storageTombstone.createMany({ data: keys.map((storageKey) => ({ storageKey })), skipDuplicates: true })
  await client.upload.deleteMany({ where: { id: { in: ids }, userId: viewer.userId } })
  return 'deleted'
}
