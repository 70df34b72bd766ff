import { isId } from '#lib/data/id.ts'
import {
  findReference as findRow,
  findUploadFamily,
  listReferences as listRows,
  type ReferencePosition,
  type ReferenceRow,
} from '#lib/data/references.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { FileKind } from '#lib/generation/file-kinds.ts'
import {
  type ReferenceDetail,
  type ReferenceItem,
  type ReferencePage,
  referenceDetailSchema,
  referenceItemSchema,
} from '#lib/generation/reference-view.ts'
import { isStorable } from '#lib/generation/storable.ts'
import type { ServiceContext } from './context.ts'
import { viewLink } from './probe-link.ts'
import { viewUpload } from './upload-view.ts'

export interface ListReferencesQuery {
  cursor?: string | undefined
  /** 1 to 100. */
  limit?: number | undefined
  kind?: FileKind | undefined
  q?: string | undefined
}

const defaultLimit = 40
const maxLimit = 100

/** A page of one's files and addresses, the latest used first; null for a cursor that is not one of ours. */
export async function listReferences(
  context: ServiceContext,
  viewer: UserViewer,
  query: ListReferencesQuery,
): Promise<ReferencePage | null> {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor)
  if (query.cursor !== undefined && !after) return null
  const limit = Math.min(maxLimit, Math.max(1, query.limit ?? defaultLimit))
  const q = query.q?.trim()
  // No name has them, and the database refuses to look for them.
  if (q !== undefined && !isStorable(q)) return { items: [], nextCursor: null }
  const filter = { kind: query.kind, q: q === '' ? undefined : q }
  // One more than asked for tells whether there is a next page, without counting.
  const rows = await listRows(viewer, context.database.client, { filter, after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(viewReference), nextCursor: rows.length > limit && last ? encodeCursor(last) : null }
}

/** One of them with where it was used, its original and what was made from it; null when there is none of one's own. */
export async function findReference(context: ServiceContext, viewer: UserViewer, id: string): Promise<ReferenceDetail | null> {
  const row = await findRow(viewer, context.database.client, id)
  if (!row) return null
  const family = row.type === 'upload' ? await findUploadFamily(viewer, context.database.client, row.upload) : { original: null, edits: [] }
  return referenceDetailSchema.parse({
    item: viewReference(row),
    original: family.original && viewUpload(family.original),
    edits: family.edits.map(viewUpload),
  })
}

function viewReference(row: ReferenceRow): ReferenceItem {
  const upload = row.type === 'upload' ? viewUpload(row.upload) : null
  const link = row.type === 'link' ? viewLink(row.link) : null
  return referenceItemSchema.parse({
    id: idOf(row),
    type: row.type,
    kind: upload?.kind ?? link?.kind ?? null,
    name: upload?.name ?? link?.name ?? '',
    upload,
    link,
    uses: row.uses,
    usedIn: row.usedIn.map((use) => ({ ...use, at: use.at.toISOString() })),
    usedAt: row.usedAt.toISOString(),
  })
}

function idOf(row: ReferenceRow): string {
  return row.type === 'upload' ? row.upload.id : row.link.id
}

function encodeCursor(row: ReferenceRow): string {
  return Buffer.from(`${row.usedAt.getTime()}.${idOf(row)}`).toString('base64url')
}

function decodeCursor(cursor: string): ReferencePosition | null {
  const [time, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('.')
  if (time === undefined || id === undefined || rest.length > 0 || !/^\d{1,15}$/.test(time) || !isId(id)) return null
  const usedAt = new Date(Number(time))
  return Number.isNaN(usedAt.getTime()) ? null : { usedAt, id }
}
