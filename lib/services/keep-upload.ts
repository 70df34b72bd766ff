import path from 'node:path'
import type { TransactionClient } from '#lib/data/database.ts'
import { createId } from '#lib/data/id.ts'
import {
  createUpload,
  findUploadByHash,
  lockUploadsOf,
  renewUpload,
  replaceUploadFiles,
  type UploadOrigin,
  type UploadRow,
} from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import type { UploadEdit } from '#lib/generation/upload-edit.ts'
import type { MediaFacts } from '#lib/media/media.ts'
import type { ServiceContext } from './context.ts'
import { cleanFileName, fileExtension } from './file-name.ts'
import { isOutOfSpace, noSpace, type RoomRefusal, refuseOverQuota } from './upload-room.ts'
import { viewUpload } from './upload-view.ts'

export type KeepUploadResult =
  /** `isNew` is false when this person had the same file here already. */
  { ok: true; upload: UploadView; isNew: boolean } | { ok: false; code: 'not_media' | 'damaged'; message: string } | RoomRefusal

export interface FileToKeep {
  /** Alone in a temporary folder, which gets the thumbnail too. */
  path: string
  /** As the person calls it; its ending is made to fit. */
  name: string
  bytes: number
  sha256: string
  origin?: UploadOrigin | undefined
  /** What it is, where that was found out already. */
  facts?: MediaFacts
}

/** Makes a finished local file an upload: judged by its content, kept once however often it is brought, with a thumbnail. */
export async function keepUpload(context: ServiceContext, viewer: UserViewer, file: FileToKeep): Promise<KeepUploadResult> {
  const { known, lost } = await findKept(context, viewer, file)
  const renewed = known && (await renewUpload(viewer, context.database.client, known, context.clock(), file.origin))
  if (renewed) return { ok: true, upload: viewUpload(renewed), isNew: false }
  const probed = file.facts ? { ok: true as const, facts: file.facts } : await context.media.probe(file.path)
  if (!probed.ok) return probeRefusals[probed.reason]
  return store(context, viewer, [{ ...file, facts: probed.facts, lost }], (client, placed) => keepRows(context, viewer, client, placed))
}

/** A file and its tidy copy: both are kept or neither, because the file alone would be used as it is. */
export async function keepWithTidyCopy(
  context: ServiceContext,
  viewer: UserViewer,
  file: FileToKeep & { facts: MediaFacts },
  copy: FileToKeep & { edit: UploadEdit },
): Promise<KeepUploadResult> {
  const probed = await context.media.probe(copy.path)
  if (!probed.ok) return probeRefusals[probed.reason]
  const lost = async (one: FileToKeep) => (await findKept(context, viewer, one)).lost
  const both = [
    { ...file, lost: await lost(file) },
    { ...copy, facts: probed.facts, lost: await lost(copy) },
  ]
  return store(context, viewer, both, async (client, [brought, tidy]) => {
    if (!brought || !tidy) throw new Error('two files were placed')
    const original = await findUploadByHash(viewer, client, file.sha256)
    const twin = await findUploadByHash(viewer, client, copy.sha256)
    // Two files that differ only in what they tell have one copy, which belongs to the first; the other is tidied anew each time.
    if (twin && twin.originalId !== null && twin.originalId !== original?.id) return keepRows(context, viewer, client, [tidy])
    return keepRows(context, viewer, client, [brought, tidy], copy.edit)
  })
}

/** Why a file is not taken, in the words of the one who brings it. */
export const probeRefusals = {
  not_media: { ok: false, code: 'not_media', message: 'This is not an image, a video or an audio file that we can read.' },
  damaged: { ok: false, code: 'damaged', message: 'This file is damaged or cut short.' },
  too_large: {
    ok: false,
    code: 'too_large',
    message: 'This file is larger, or unpacks to more, than we can handle. A picture may have at most 100 MB.',
  },
} as const

/** `lost`: a row of these bytes whose file is gone from storage. */
async function findKept(
  context: ServiceContext,
  viewer: UserViewer,
  file: FileToKeep,
): Promise<{ known: UploadRow | null; lost: UploadRow | null }> {
  const found = await findUploadByHash(viewer, context.database.client, file.sha256)
  const isLost = found !== null && (await context.storage.stat(found.storageKey)) === null
  return isLost ? { known: null, lost: found } : { known: found, lost: null }
}

interface JudgedFile extends FileToKeep {
  facts: MediaFacts
  lost: UploadRow | null
}

interface PlacedFile extends JudgedFile {
  id: string
  createdAt: Date
  storageKey: string
  thumbnailKey: string | null
}

interface KeptRow {
  row: UploadRow
  isNew: boolean
  /** Whose files the row names; null where they are another's. */
  stored: PlacedFile | null
}

/** Puts the files where they stay, then writes their rows in one transaction; answers the last of them. */
async function store(
  context: ServiceContext,
  viewer: UserViewer,
  files: readonly JudgedFile[],
  keep: (client: TransactionClient, placed: readonly PlacedFile[]) => Promise<KeptRow[] | RoomRefusal>,
): Promise<KeepUploadResult> {
  const written = new Set<string>()
  const discard = async () => {
    for (const key of written) await context.storage.remove(key)
  }
  try {
    const placed: PlacedFile[] = []
    for (const file of files) placed.push(await place(context, file, written))
    const kept = await context.database.transaction(async (client) => {
      await lockUploadsOf(viewer, client)
      return keep(client, placed)
    })
    if ('ok' in kept) {
      await discard()
      return kept
    }
    for (const { stored } of kept) for (const key of [stored?.storageKey, stored?.thumbnailKey]) if (key != null) written.delete(key)
    // The same file arrived twice at once, and the other one was first.
    await discard()
    const last = kept.at(-1)
    if (!last) throw new Error('no row was kept')
    return { ok: true, upload: viewUpload(last.row), isNew: last.isNew }
  } catch (error) {
    // A file without a row would lie there until the orphans are swept.
    await discard().catch((failed: unknown) => context.log.warn({ err: failed, keys: [...written] }, 'a refused upload left files behind'))
    if (isOutOfSpace(error)) {
      context.log.error({ err: error, bytes: files.map((file) => file.bytes) }, 'no room for an upload')
      return noSpace
    }
    throw error
  }
}

async function place(context: ServiceContext, file: JudgedFile, written: Set<string>): Promise<PlacedFile> {
  const { facts } = file
  const createdAt = context.clock()
  const id = createId(createdAt.getTime())
  const storageKey = `uploads/${id}/file.${fileExtension(facts.container)}`
  const thumbnailFile = path.join(path.dirname(file.path), 'thumbnail.webp')
  const hasThumbnail = facts.kind !== 'audio' && (await context.media.thumbnail(file.path, thumbnailFile))
  const thumbnailKey = hasThumbnail ? `uploads/${id}/thumbnail.webp` : null
  if (thumbnailKey) {
    written.add(thumbnailKey)
    await context.storage.putFile(thumbnailKey, thumbnailFile, { contentType: 'image/webp' })
  }
  written.add(storageKey)
  await context.storage.putFile(storageKey, file.path, { contentType: facts.contentType })
  return { ...file, id, createdAt, storageKey, thumbnailKey }
}

/**
 * One row of the same bytes for each person, however many arrive at once.
 * @param edit how the second was made from the first
 */
async function keepRows(
  context: ServiceContext,
  viewer: UserViewer,
  client: TransactionClient,
  files: readonly PlacedFile[],
  edit?: UploadEdit,
): Promise<KeptRow[] | RoomRefusal> {
  const twins: (UploadRow | null)[] = []
  for (const file of files) twins.push(await findUploadByHash(viewer, client, file.sha256))
  const newBytes = files.reduce((sum, file, index) => sum + (twins[index] ? 0 : file.bytes), 0)
  const refusal = newBytes > 0 ? await refuseOverQuota(context, viewer, client, newBytes) : null
  if (refusal) return refusal
  const kept: KeptRow[] = []
  for (const [index, file] of files.entries()) {
    const [first] = kept
    const origin = first && edit ? { originalId: first.row.id, edit } : file.origin
    kept.push(await keepRow(viewer, client, { ...file, origin }, twins[index] ?? null))
  }
  return kept
}

async function keepRow(viewer: UserViewer, client: TransactionClient, file: PlacedFile, twin: UploadRow | null): Promise<KeptRow> {
  const { id, createdAt, storageKey, thumbnailKey, facts, lost } = file
  if (twin) {
    const isLost = twin.storageKey === lost?.storageKey
    if (isLost) await replaceUploadFiles(viewer, client, twin.id, { storageKey, thumbnailKey })
    const renewed = await renewUpload(viewer, client, twin, createdAt, file.origin)
    if (renewed) return { row: renewed, isNew: false, stored: isLost ? file : null }
  }
  const row = await createUpload(viewer, client, {
    id,
    kind: facts.kind,
    name: cleanFileName(file.name, facts.container),
    contentType: facts.contentType,
    bytes: file.bytes,
    sha256: file.sha256,
    storageKey,
    thumbnailKey,
    container: facts.container,
    videoCodec: facts.videoCodec,
    audioCodec: facts.audioCodec,
    width: facts.width,
    height: facts.height,
    duration: facts.duration,
    createdAt,
    ...file.origin,
  })
  return { row, isNew: true, stored: file }
}
