import { z } from 'zod'
import type { FileKind } from '#lib/generation/file-kinds.ts'
import { Prisma } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import { type LinkedFileRow, toLinkedFileRow } from './linked-files.ts'
import { escapeLike, searchWords } from './search-words.ts'
import { toUploadRow, type UploadRow } from './uploads.ts'
import type { UserViewer } from './viewer.ts'

export interface ReferencePosition {
  usedAt: Date
  id: string
}

export interface ReferenceUse {
  taskId: string
  prompt: string
  at: Date
}

export type ReferenceRow = { usedAt: Date; uses: number; usedIn: ReferenceUse[] } & (
  | { type: 'upload'; upload: UploadRow }
  | { type: 'link'; link: LinkedFileRow }
)

export interface ReferenceFilter {
  q?: string | undefined
  kind?: FileKind | undefined
}

const positionsSchema = z.array(z.object({ type: z.enum(['upload', 'link']), id: z.string() }))

/** Files and addresses together, the latest used first. Each side stops after a page by its own index. */
export async function listReferences(
  viewer: UserViewer,
  client: Client,
  page: { filter: ReferenceFilter; after: ReferencePosition | null; limit: number },
): Promise<ReferenceRow[]> {
  const { filter, after, limit } = page
  const mine = Prisma.sql`f."userId" = ${viewer.userId}`
  const ofKind = filter.kind === undefined ? Prisma.empty : Prisma.sql`AND f.kind = ${filter.kind}`
  const onwards = after === null ? Prisma.empty : Prisma.sql`AND (f."usedAt", f.id) < (${after.usedAt}, ${after.id})`
  // The copy stands for both.
  const hasTidyCopy = Prisma.sql`EXISTS (SELECT 1 FROM "Upload" e WHERE e."originalId" = f.id AND e.edit ->> 'isTidy' = 'true')`
  const matching = (name: Prisma.Sql, column: Prisma.Sql) => {
    const patterns = searchWords(filter.q ?? '').map((word) => `%${escapeLike(word)}%`)
    if (patterns.length === 0) return Prisma.empty
    const each = patterns.map(
      (pattern) => Prisma.sql`AND (${name} ILIKE ${pattern} OR EXISTS (
      SELECT 1 FROM "Reference" r JOIN "Task" t ON t.id = r."taskId" WHERE ${column} = f.id AND t.prompt ILIKE ${pattern}))`,
    )
    return Prisma.join(each, ' ')
  }
  const found: unknown = await client.$queryRaw`
    SELECT type, id FROM (
      (SELECT 'upload' AS type, f.id, f."usedAt" FROM "Upload" f
        WHERE ${mine} AND f."deletedAt" IS NULL AND NOT ${hasTidyCopy} ${ofKind} ${onwards} ${matching(Prisma.sql`f.name`, Prisma.sql`r."uploadId"`)}
        ORDER BY f."usedAt" DESC, f.id DESC LIMIT ${limit})
      UNION ALL
      (SELECT 'link' AS type, f.id, f."usedAt" FROM "LinkedFile" f
        WHERE ${mine} AND (f.problem IS NULL OR EXISTS (SELECT 1 FROM "Reference" r WHERE r."linkedFileId" = f.id))
          ${ofKind} ${onwards} ${matching(Prisma.sql`f.url`, Prisma.sql`r."linkedFileId"`)}
        ORDER BY f."usedAt" DESC, f.id DESC LIMIT ${limit})
    ) files ORDER BY "usedAt" DESC, id DESC LIMIT ${limit}`
  return readRows(viewer, client, positionsSchema.parse(found), usesInList)
}

/** With every take it was used in, up to a page of them. */
export async function findReference(viewer: UserViewer, client: Client, id: string): Promise<ReferenceRow | null> {
  if (!isId(id)) return null
  const positions = (['upload', 'link'] as const).map((type) => ({ type, id }))
  return (await readRows(viewer, client, positions, usesInDetail))[0] ?? null
}

/** What an upload was made from, and what was made from it, the latest first. */
export async function findUploadFamily(
  viewer: UserViewer,
  client: Client,
  upload: UploadRow,
): Promise<{ original: UploadRow | null; edits: UploadRow[] }> {
  const mine = { userId: viewer.userId, deletedAt: null }
  const original = upload.originalId === null ? null : await client.upload.findFirst({ where: { id: upload.originalId, ...mine } })
  const edits = await client.upload.findMany({ where: { originalId: upload.id, ...mine }, orderBy: { createdAt: 'desc' }, take: 50 })
  return { original: original && toUploadRow(original), edits: edits.map(toUploadRow) }
}

const usesInList = 3
const usesInDetail = 50

async function readRows(
  viewer: UserViewer,
  client: Client,
  positions: readonly { type: 'upload' | 'link'; id: string }[],
  mostUses: number,
): Promise<ReferenceRow[]> {
  const idsOf = (type: 'upload' | 'link') => positions.filter((position) => position.type === type).map((position) => position.id)
  const [uploadIds, linkIds] = [idsOf('upload'), idsOf('link')]
  const uploads = uploadIds.length === 0 ? [] : await client.upload.findMany({ where: { id: { in: uploadIds }, userId: viewer.userId } })
  const links = linkIds.length === 0 ? [] : await client.linkedFile.findMany({ where: { id: { in: linkIds }, userId: viewer.userId } })
  const usesOf = new Map([
    ...(await listUses(viewer, client, Prisma.sql`r."uploadId"`, uploadIds, mostUses)),
    ...(await listUses(viewer, client, Prisma.sql`r."linkedFileId"`, linkIds, mostUses)),
  ])
  const rows = new Map<string, ReferenceRow>()
  const none = { uses: 0, usedIn: [] }
  for (const upload of uploads)
    rows.set(upload.id, { type: 'upload', usedAt: upload.usedAt, upload: toUploadRow(upload), ...(usesOf.get(upload.id) ?? none) })
  for (const link of links)
    rows.set(link.id, { type: 'link', usedAt: link.usedAt, link: toLinkedFileRow(link), ...(usesOf.get(link.id) ?? none) })
  return [...new Set(positions.map(({ id }) => id))].flatMap((id) => rows.get(id) ?? [])
}

const usesSchema = z.array(z.object({ file: z.string(), taskId: z.string(), prompt: z.string(), at: z.date(), uses: z.coerce.number() }))

/** The latest takes of each file and how many there are in all; a take that names a file twice counts once. */
async function listUses(
  viewer: UserViewer,
  client: Client,
  column: Prisma.Sql,
  ids: readonly string[],
  most: number,
): Promise<Map<string, { uses: number; usedIn: ReferenceUse[] }>> {
  const uses = new Map<string, { uses: number; usedIn: ReferenceUse[] }>()
  if (ids.length === 0) return uses
  const found: unknown = await client.$queryRaw`
    SELECT file, "taskId", prompt, at, uses FROM (
      SELECT pairs.file, t.id AS "taskId", t.prompt, t."createdAt" AS at,
             count(*) OVER (PARTITION BY pairs.file)::int AS uses,
             row_number() OVER (PARTITION BY pairs.file ORDER BY t."createdAt" DESC, t.id DESC) AS place
        FROM (SELECT DISTINCT ${column} AS file, r."taskId" FROM "Reference" r WHERE ${column} = ANY(${[...ids]}::text[])) pairs
        JOIN "Task" t ON t.id = pairs."taskId" AND t."userId" = ${viewer.userId}
    ) ranked WHERE place <= ${most} ORDER BY place`
  for (const { file, uses: count, ...use } of usesSchema.parse(found))
    uses.set(file, { uses: count, usedIn: [...(uses.get(file)?.usedIn ?? []), use] })
  return uses
}
