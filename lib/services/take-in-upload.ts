import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { cleanFileName, fileExtension, stemOf } from './file-name.ts'
import { findKnownUpload } from './find-known-upload.ts'
import { type FileToKeep, type KeepUploadResult, keepUpload, keepWithTidyCopy, probeRefusals } from './keep-upload.ts'
import { makeTidyCopy } from './make-tidy-copy.ts'
import { measureFile } from './measure-content.ts'
import { findUploadRoom, refuseFor } from './upload-room.ts'

/**
 * A file that a person brings. One that no vendor should get as it is (telling where it was taken; a picture on its side, of an odd format,
 * too large) is kept, and so is a tidy copy of it, which is the one that takes use.
 */
export async function takeInUpload(context: ServiceContext, viewer: UserViewer, file: FileToKeep): Promise<KeepUploadResult> {
  const known = await findKnownUpload(context, viewer, file)
  if (known) return { ok: true, upload: known, isNew: false }
  // First of all: what claims to be larger than it can be is never decoded.
  const probed = await context.media.probe(file.path)
  if (!probed.ok) return probeRefusals[probed.reason]
  const brought = { ...file, facts: probed.facts }
  const directory = path.join(path.dirname(file.path), 'tidy')
  await mkdir(directory)
  const tidyPath = path.join(directory, 'file')
  const tidying = await makeTidyCopy(context, brought, tidyPath)
  if (tidying === 'as_it_is') return keepUpload(context, viewer, brought)
  if (tidying === 'failed') return unreadable[probed.facts.kind]
  const measured = await measureFile(tidyPath)
  const refusal = refuseFor(await findUploadRoom(context, viewer), file.bytes + measured.bytes)
  if (refusal) return refusal
  const name = `${stemOf(cleanFileName(file.name, probed.facts.container))}.${fileExtension(tidying.to)}`
  return keepWithTidyCopy(context, viewer, brought, { ...measured, path: tidyPath, name, edit: tidying.edit })
}

const refuse = (message: string) => ({ ok: false, code: 'damaged', message }) as const
const unclear = (what: string) =>
  refuse(
    `This ${what} is put together in an odd way, and what it tells of place and camera cannot be taken out. Export it anew, then add that.`,
  )
const unreadable = {
  image: refuse('This picture is damaged: not all of it can be read.'),
  video: unclear('video'),
  audio: unclear('sound'),
}
