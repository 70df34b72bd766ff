import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { listEditsOf } from '#lib/data/upload-edits.ts'
import { findUpload, renewUpload, type UploadRow } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type EditCall, type EditFormat, type EditRequest, type UploadEdit, uploadEditSchema } from '#lib/generation/upload-edit.ts'
import type { ServiceContext } from './context.ts'
import { fileExtension, stemOf } from './file-name.ts'
import { type KeepUploadResult, keepUpload } from './keep-upload.ts'
import { measureFile } from './measure-content.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { freeDiskBytes, isOutOfSpace, noSpace } from './upload-room.ts'
import { viewUpload } from './upload-view.ts'

export type EditUploadResult = KeepUploadResult | { ok: false; code: 'not_found' | 'not_possible'; message: string }
type Refusal = { ok: false; code: 'not_found' | 'not_possible'; message: string }

const shortestSeconds = 0.1
/** A player's clock may stand a little past what the file's header calls its end. */
const endToleranceSeconds = 0.5

/** A new upload, cut or converted from one's own; the original stays. What was made before is found again. */
export async function editUpload(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
  { made: madeId, ...asked }: EditCall,
): Promise<EditUploadResult> {
  const original = await findUpload(viewer, context.database.client, id)
  if (!original) return { ok: false, code: 'not_found', message: 'There is no such file.' }
  const plan = planEdit(original, asked)
  if ('ok' in plan) return plan
  if (madeId !== undefined) return adopt(context, viewer, original, plan, madeId)
  const made = await findMade(context, viewer, original, plan)
  if (made) return { ok: true, upload: viewUpload(made), isNew: false }
  try {
    return await withTemporaryDirectory(context, 'edit', (directory) => carryOut(context, viewer, { original, plan, directory }))
  } catch (error) {
    if (isOutOfSpace(error)) return noSpace
    throw error
  }
}

/** The browser has cut or converted it itself and brought the result like any other file: told here, it is an edit of the original. */
async function adopt(
  context: ServiceContext,
  viewer: UserViewer,
  original: UploadRow,
  plan: Plan,
  madeId: string,
): Promise<EditUploadResult> {
  const { client } = context.database
  const made = await findUpload(viewer, client, madeId)
  if (!made || made.id === original.id) return { ok: false, code: 'not_found', message: 'There is no such file.' }
  const row = await renewUpload(viewer, client, made, context.clock(), { originalId: original.id, edit: toldOf(original, plan) })
  return row ? { ok: true, upload: viewUpload(row), isNew: false } : { ok: false, code: 'not_found', message: 'There is no such file.' }
}

type Plan = EditRequest & { to: EditFormat }

function refuse(message: string): Refusal {
  return { ok: false, code: 'not_possible', message }
}

function planEdit(original: UploadRow, asked: EditRequest): Plan | Refusal {
  const { start, end, to, maxSide } = asked
  if (original.kind === 'image') {
    if (start !== undefined || end !== undefined) return refuse('A picture has no beginning and no end to cut.')
    if (to !== undefined && to !== 'jpeg' && to !== 'png') return refuse('A picture can become a JPEG or a PNG.')
    return { to: to ?? (original.container === 'png' ? 'png' : 'jpeg'), ...(maxSide !== undefined && { maxSide }) }
  }
  if (original.kind === 'audio' && to !== undefined && to !== 'mp3' && to !== 'wav') return refuse('Sound can become an MP3 or a WAV.')
  if (original.kind === 'video' && (to === 'jpeg' || to === 'png'))
    return refuse('A video can become an MP4, or its sound an MP3 or a WAV.')
  const length = original.duration ?? 0
  const from = start ?? 0
  const until = end ?? length
  if (until > length + endToleranceSeconds) return refuse(`“${original.name}” ends at ${Number(length.toFixed(1))} s.`)
  if (until - from < shortestSeconds) return refuse('The end must come after the beginning.')
  const usual = original.kind === 'video' ? 'mp4' : original.container === 'wav' ? 'wav' : 'mp3'
  const range = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) }
  return { to: to ?? usual, ...range, ...(maxSide !== undefined && { maxSide }) }
}

function toldOf(original: UploadRow, plan: Plan): UploadEdit {
  return {
    ...plan,
    ...(original.container !== null && { from: original.container }),
    ...(original.width !== null && { fromWidth: original.width }),
    ...(original.height !== null && { fromHeight: original.height }),
    ...(original.duration !== null && { fromDuration: original.duration }),
  }
}

function nameOf(original: UploadRow, to: EditFormat): string {
  return `${stemOf(original.name)}.${fileExtension(to)}`
}

async function findMade(context: ServiceContext, viewer: UserViewer, original: UploadRow, plan: Plan): Promise<UploadRow | null> {
  for (const row of await listEditsOf(viewer, context.database.client, [original.id])) {
    const known = uploadEditSchema.safeParse(row.edit)
    if (!known.success || known.data.isTidy) continue
    const isSame = (['start', 'end', 'to', 'maxSide'] as const).every((part) => known.data[part] === plan[part])
    if (isSame && (await context.storage.stat(row.storageKey)) !== null) return row
  }
  return null
}

async function carryOut(
  context: ServiceContext,
  viewer: UserViewer,
  { original, plan, directory }: { original: UploadRow; plan: Plan; directory: string },
): Promise<EditUploadResult> {
  if (Number(original.bytes) > (await freeDiskBytes(context))) return noSpace
  const source = path.join(directory, 'original')
  const stream = await context.storage.read(original.storageKey)
  if (!stream) return refuse('The file itself is gone from this server’s storage.')
  await pipeline(stream, createWriteStream(source))
  const output = path.join(directory, 'edited')
  const refusal = await perform(context, original, plan, source, output)
  if (refusal) return refusal
  return keepUpload(context, viewer, {
    ...(await measureFile(output)),
    path: output,
    name: nameOf(original, plan.to),
    origin: { originalId: original.id, edit: toldOf(original, plan) },
  })
}

async function perform(context: ServiceContext, original: UploadRow, plan: Plan, source: string, output: string): Promise<Refusal | null> {
  const { to, start, end, maxSide } = plan
  if (to === 'jpeg' || to === 'png') {
    const isDone = await context.media.convertPicture(source, output, { to, ...(maxSide !== undefined && { maxSide }) })
    return isDone ? null : refuse(`“${original.name}” could not be converted: not all of it can be read.`)
  }
  const result = await context.media.cutClip(source, output, {
    to,
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(maxSide !== undefined && { maxSide }),
  })
  if (result === 'done') return null
  if (result === 'unsupported' && to !== 'mp4' && original.audioCodec === null) return refuse(`“${original.name}” has no sound.`)
  const verb = start === undefined && end === undefined ? 'converted' : 'cut'
  const reason =
    result === 'unsupported' ? 'it is coded in a way that cannot be read here' : 'it is damaged, or too much work for this server'
  return refuse(`“${original.name}” could not be ${verb}: ${reason}.`)
}
