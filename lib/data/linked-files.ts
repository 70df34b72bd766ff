import { createHash } from 'node:crypto'
import { z } from 'zod'
import { type FileKind, fileKinds } from '#lib/generation/file-kinds.ts'
import { type LinkProblemCode, linkProblemCodes } from '#lib/generation/linked-file.ts'
import type { LinkedFile } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { createId, isId } from './id.ts'
import type { UserViewer } from './viewer.ts'

export type LinkedFileRow = Omit<LinkedFile, 'kind' | 'problem'> & { kind: FileKind | null; problem: LinkProblemCode | null }

const storedSchema = z.object({ kind: z.enum(fileKinds).nullable(), problem: z.enum(linkProblemCodes).nullable() })

export function toLinkedFileRow(record: LinkedFile): LinkedFileRow {
  return { ...record, ...storedSchema.parse(record) }
}

/** An address may be longer than an index takes. */
export function hashUrl(url: string): string {
  return createHash('sha256').update(url).digest('hex')
}

/** What was found at an address; all null where something stood in the way. */
export interface LinkFindings {
  kind: FileKind | null
  contentType: string | null
  bytes: number | null
  container: string | null
  videoCodec: string | null
  audioCodec: string | null
  width: number | null
  height: number | null
  duration: number | null
  problem: LinkProblemCode | null
}

export const noFindings: LinkFindings = {
  kind: null,
  contentType: null,
  bytes: null,
  container: null,
  videoCodec: null,
  audioCodec: null,
  width: null,
  height: null,
  duration: null,
  problem: null,
}

/** One row per person and address; looking again replaces what was found before. */
export async function saveLinkedFile(
  viewer: UserViewer,
  client: Client,
  url: string,
  findings: LinkFindings,
  now: Date,
): Promise<LinkedFileRow> {
  const userId = viewer.userId
  const urlHash = hashUrl(url)
  const found = { ...findings, bytes: findings.bytes === null ? null : BigInt(findings.bytes), checkedAt: now }
  const record = await client.linkedFile.upsert({
    where: { userId_urlHash: { userId, urlHash } },
    create: { id: createId(now.getTime()), userId, url, urlHash, ...found, createdAt: now, usedAt: now },
    update: found,
  })
  return toLinkedFileRow(record)
}

export async function findLinkedFileByUrl(viewer: UserViewer, client: Client, url: string): Promise<LinkedFileRow | null> {
  const [found] = await findLinkedFilesByUrl(viewer, client, [url])
  return found ?? null
}

/** Those of the addresses that the viewer has had looked at, in no particular order. */
export async function findLinkedFilesByUrl(viewer: UserViewer, client: Client, urls: readonly string[]): Promise<LinkedFileRow[]> {
  if (urls.length === 0) return []
  const where = { userId: viewer.userId, urlHash: { in: urls.map(hashUrl) } }
  return (await client.linkedFile.findMany({ where })).map(toLinkedFileRow)
}

/** How many addresses the viewer has had looked at since then. */
export async function countLinksChecked(viewer: UserViewer, client: Client, since: Date): Promise<number> {
  return client.linkedFile.count({ where: { userId: viewer.userId, checkedAt: { gt: since } } })
}

/** Takes that used the address keep it; only what was found there is forgotten. */
export async function removeLinkedFile(viewer: UserViewer, client: Client, id: string): Promise<boolean> {
  if (!isId(id)) return false
  return (await client.linkedFile.deleteMany({ where: { id, userId: viewer.userId } })).count > 0
}
