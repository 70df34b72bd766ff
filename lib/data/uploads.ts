import { z } from 'zod'
import type { Upload } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import type { UserViewer, Viewer } from './viewer.ts'

export const uploadKinds = ['image', 'video', 'audio'] as const
export type UploadKind = (typeof uploadKinds)[number]

export type UploadRow = Omit<Upload, 'kind'> & { kind: UploadKind }

const kindSchema = z.enum(uploadKinds)

function toUploadRow(record: Upload): UploadRow {
  return { ...record, kind: kindSchema.parse(record.kind) }
}

function ownedBy(viewer: Viewer) {
  return { deletedAt: null, ...(viewer.kind === 'user' && { userId: viewer.userId }) }
}

export interface NewUpload {
  id: string
  kind: UploadKind
  name: string
  contentType: string
  bytes: number
  sha256: string
  storageKey: string
  width: number | null
  height: number | null
  duration: number | null
  createdAt: Date
}

export async function createUpload(viewer: UserViewer, client: Client, upload: NewUpload): Promise<UploadRow> {
  return toUploadRow(await client.upload.create({ data: { ...upload, bytes: BigInt(upload.bytes), userId: viewer.userId } }))
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
