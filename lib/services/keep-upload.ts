import path from 'node:path'
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
  origin?: UploadOrigin
  /** What it is, where that was found out already. */
  facts?: MediaFacts
}

/** Makes a finished local file an upload: judged by its content, kept once however often it is brought, with a thumbnail. */
export async function keepUpload(context: ServiceContext, viewer: UserViewer, file: FileToKeep): Promise<KeepUploadResult> {
  const { known, lost } = await findKept(context, viewer, file)
  if (known) return { ok: true, upload: viewUpload(known), isNew: false }
  const probed = file.facts ? { ok: true as const, facts: file.facts } : await context.media.probe(file.path)
  if (!probed.ok) return probeRefusals[probed.reason]
  return store(context, viewer, file, probed.facts, lost)
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
  if (!found) return { known: null, lost: null }
  if ((await context.storage.stat(found.storageKey)) === null) return { known: null, lost: found }
  return { known: await renewUpload(viewer, context.database.client, found, context.clock(), file.origin), lost: null }
}

async function store(
  context: ServiceContext,
  viewer: UserViewer,
  file: FileToKeep,
  facts: MediaFacts,
  lost: UploadRow | null,
): Promise<KeepUploadResult> {
  const createdAt = context.clock()
  const id = createId(createdAt.getTime())
  const storageKey = `uploads/${id}/file.${fileExtension(facts.container)}`
  const written: string[] = []
  const discard = async () => {
    for (const key of written) await context.storage.remove(key)
  }
  try {
    const thumbnailFile = path.join(path.dirname(file.path), 'thumbnail.webp')
    const hasThumbnail = facts.kind !== 'audio' && (await context.media.thumbnail(file.path, thumbnailFile))
    const thumbnailKey = hasThumbnail ? `uploads/${id}/thumbnail.webp` : null
    if (thumbnailKey) {
      written.push(thumbnailKey)
      await context.storage.putFile(thumbnailKey, thumbnailFile, { contentType: 'image/webp' })
    }
    written.push(storageKey)
    await context.storage.putFile(storageKey, file.path, { contentType: facts.contentType })
    const kept = await keepRow(context, viewer, file, { id, createdAt, storageKey, thumbnailKey, facts, lost })
    if ('ok' in kept) {
      await discard()
      return kept
    }
    // The same file arrived twice at once, and the other one was first.
    if (!kept.isStored) await discard()
    return { ok: true, upload: viewUpload(kept.row), isNew: kept.isNew }
  } catch (error) {
    // A file without a row would lie there until the orphans are swept.
    await discard().catch((failed: unknown) => context.log.warn({ err: failed, id }, 'a refused upload left files behind'))
    if (isOutOfSpace(error)) {
      context.log.error({ err: error, bytes: file.bytes }, 'no room for an upload')
      return noSpace
    }
    throw error
  }
}

interface StoredUpload {
  id: string
  createdAt: Date
  storageKey: string
  thumbnailKey: string | null
  facts: MediaFacts
  lost: UploadRow | null
}

/** One row of the same bytes for each person, however many arrive at once; `isStored` is false when another's files are kept. */
async function keepRow(
  context: ServiceContext,
  viewer: UserViewer,
  file: FileToKeep,
  { id, createdAt, storageKey, thumbnailKey, facts, lost }: StoredUpload,
): Promise<{ row: UploadRow; isNew: boolean; isStored: boolean } | RoomRefusal> {
  return context.database.transaction(async (client) => {
    await lockUploadsOf(viewer, client)
    const twin = await findUploadByHash(viewer, client, file.sha256)
    if (twin) {
      const isLost = twin.storageKey === lost?.storageKey
      if (isLost) await replaceUploadFiles(viewer, client, twin.id, { storageKey, thumbnailKey })
      const renewed = await renewUpload(viewer, client, twin, createdAt, file.origin)
      if (renewed) return { row: renewed, isNew: false, isStored: isLost }
    }
    const refusal = await refuseOverQuota(context, viewer, client, file.bytes)
    if (refusal) return refusal
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
    return { row, isNew: true, isStored: true }
  })
}
