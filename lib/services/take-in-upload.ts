import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadEdit } from '#lib/generation/upload-edit.ts'
import type { ServiceContext } from './context.ts'
import { fileExtension } from './file-name.ts'
import { findKnownUpload } from './find-known-upload.ts'
import { type FileToKeep, type KeepUploadResult, keepUpload } from './keep-upload.ts'
import { findUploadRoom, refuseFor } from './upload-room.ts'

/**
 * A file that a person brings. A picture that no vendor should get as it is (on its side, of an odd format, too large, telling where it was
 * taken) is kept, and so is a tidy copy of it, which is the one that takes use.
 */
export async function takeInUpload(context: ServiceContext, viewer: UserViewer, file: FileToKeep): Promise<KeepUploadResult> {
  const known = await findKnownUpload(context, viewer, file)
  if (known) return { ok: true, upload: known, isNew: false }
  const directory = path.join(path.dirname(file.path), 'tidy')
  await mkdir(directory)
  const tidyPath = path.join(directory, 'picture')
  const tidying = await context.media.tidyPicture(file.path, tidyPath)
  if (tidying === 'as_it_is') return keepUpload(context, viewer, file)
  if (tidying === 'failed') {
    const probed = await context.media.probe(file.path)
    return probed.ok ? unreadable : keepUpload(context, viewer, file)
  }
  const measured = await measure(tidyPath)
  const refusal = refuseFor(await findUploadRoom(context, viewer), file.bytes + measured.bytes)
  if (refusal) return refusal
  const original = await keepUpload(context, viewer, file)
  if (!original.ok) return original
  const { upload } = original
  const edit: UploadEdit = {
    isTidy: true,
    ...tidying,
    ...(upload.width !== null && { fromWidth: upload.width }),
    ...(upload.height !== null && { fromHeight: upload.height }),
  }
  const name = `${stemOf(upload.name)}.${fileExtension(tidying.to)}`
  return keepUpload(context, viewer, { ...measured, path: tidyPath, name, origin: { originalId: upload.id, edit } })
}

const unreadable = { ok: false, code: 'damaged', message: 'This picture is damaged: not all of it can be read.' } as const

/** A name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/\.[a-z0-9]{1,5}$/i, '')
}

export async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}
