import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createId } from '#lib/data/id.ts'
import { createUpload, type UploadRow } from '#lib/data/uploads.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'
import type { MediaFacts } from '#lib/media/media.ts'
import type { ServiceContext } from './context.ts'

export const maxUploadBytes = 200 * 1024 ** 2
const maxImageBytes = 30 * 1024 ** 2
const maxNameLength = 200

export type StoreUploadResult =
  | { ok: true; upload: UploadView }
  | { ok: false; code: 'too_large' | 'empty' | 'not_media' | 'damaged'; message: string }

class TooLarge extends Error {}

/** Takes a file in: to a temporary file first, where it is measured and judged by its content, then to storage, then the row. */
export async function storeUpload(
  context: ServiceContext,
  viewer: UserViewer,
  file: { name: string; source: Readable },
): Promise<StoreUploadResult> {
  const root = path.join(context.env.DATA_DIR, 'tmp')
  await mkdir(root, { recursive: true })
  const directory = await mkdtemp(path.join(root, 'upload-'))
  try {
    const temporary = path.join(directory, 'file')
    const received = await receive(file.source, temporary)
    if (received === null) return { ok: false, code: 'too_large', message: 'A file may have at most 200 MB.' }
    if (received.bytes === 0) return { ok: false, code: 'empty', message: 'This file is empty.' }
    const probed = await context.media.probe(temporary)
    if (!probed.ok) return refusals[probed.reason]
    if (probed.facts.kind === 'image' && received.bytes > maxImageBytes)
      return { ok: false, code: 'too_large', message: 'An image may have at most 30 MB.' }
    return { ok: true, upload: await keep(context, viewer, { ...received, temporary, name: file.name, facts: probed.facts }) }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

export function viewUpload(row: UploadRow): UploadView {
  return uploadViewSchema.parse({
    ...row,
    url: `/api/uploads/${row.id}/file`,
    bytes: Number(row.bytes),
    createdAt: row.createdAt.toISOString(),
  })
}

const refusals = {
  not_media: { ok: false, code: 'not_media', message: 'This is not an image, a video or an audio file that we can read.' },
  damaged: { ok: false, code: 'damaged', message: 'This file is damaged or cut short.' },
  too_large: { ok: false, code: 'too_large', message: 'This file unpacks to more than we can handle.' },
} as const

async function receive(source: Readable, file: string): Promise<{ bytes: number; sha256: string } | null> {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(bytes > maxUploadBytes ? new TooLarge() : null, chunk)
    },
  })
  try {
    await pipeline(source, meter, createWriteStream(file))
  } catch (error) {
    if (error instanceof TooLarge) return null
    throw error
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function keep(
  context: ServiceContext,
  viewer: UserViewer,
  file: { temporary: string; name: string; facts: MediaFacts; bytes: number; sha256: string },
): Promise<UploadView> {
  const { facts } = file
  const createdAt = context.clock()
  const id = createId(createdAt.getTime())
  const extension = extensions[facts.container] ?? facts.container
  const storageKey = `uploads/${id}/file.${extension}`
  await context.storage.putFile(storageKey, file.temporary, { contentType: facts.contentType })
  try {
    const row = await createUpload(viewer, context.database.client, {
      id,
      kind: facts.kind,
      name: cleanName(file.name, extension),
      contentType: facts.contentType,
      bytes: file.bytes,
      sha256: file.sha256,
      storageKey,
      width: facts.width,
      height: facts.height,
      duration: facts.duration,
      createdAt,
    })
    return viewUpload(row)
  } catch (error) {
    // A file without a row would lie there for ever.
    await context.storage.remove(storageKey)
    throw error
  }
}

const extensions: Record<string, string> = { jpeg: 'jpg' }
const sameKind: Record<string, readonly string[]> = {
  jpg: ['jpg', 'jpeg'],
  mp4: ['mp4', 'm4v', 'm4a'],
  mov: ['mov', 'qt'],
  ogg: ['ogg', 'oga'],
}

/** Vendors judge by the ending, so a name that lies about the content gets the right one added. */
function cleanName(name: string, extension: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const plain = last.replace(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim()
  const ending = /\.([a-z0-9]{1,5})$/i.exec(plain)?.[1]?.toLowerCase()
  const isRight = ending !== undefined && (sameKind[extension] ?? [extension]).includes(ending)
  const stem = (isRight ? plain.slice(0, -ending.length - 1) : plain) || 'file'
  return `${[...stem].slice(0, maxNameLength).join('')}.${isRight ? ending : extension}`
}
