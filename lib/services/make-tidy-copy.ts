import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { piecesOf } from '#lib/files/patches.ts'
import type { UploadEdit } from '#lib/generation/upload-edit.ts'
import type { MediaFacts } from '#lib/media/media.ts'
import type { ServiceContext } from './context.ts'

/** How a vendor may get a file that tells too much, or is of a form that not all of them take. */
export type Tidying = { edit: UploadEdit; to: string } | 'as_it_is' | 'failed'

/** Writes that copy, if one is needed. */
export async function makeTidyCopy(
  context: ServiceContext,
  file: { path: string; bytes: number; facts: MediaFacts },
  outputPath: string,
): Promise<Tidying> {
  const { facts } = file
  if (facts.kind !== 'image') return tidyClip(context, file, outputPath)
  const tidying = await context.media.tidyPicture(file.path, outputPath)
  if (typeof tidying === 'string') return tidying
  const from = { ...(facts.width !== null && { fromWidth: facts.width }), ...(facts.height !== null && { fromHeight: facts.height }) }
  return { edit: { isTidy: true, ...tidying, ...from }, to: tidying.to }
}

async function tidyClip(
  context: ServiceContext,
  { path, bytes, facts }: { path: string; bytes: number; facts: MediaFacts },
  outputPath: string,
): Promise<Tidying> {
  const { container } = facts
  const stripped = await context.media.stripClip(path)
  if (stripped === null) return encodeAnew(context, path, outputPath, facts)
  if (!stripped.isTelling) return 'as_it_is'
  async function* content() {
    for (const piece of piecesOf(bytes, stripped?.patches ?? [])) {
      if (piece.from === 'memory') yield piece.bytes
      else yield* createReadStream(path, { start: piece.start, end: piece.end - 1 })
    }
  }
  await pipeline(content(), createWriteStream(outputPath))
  return { edit: { isTidy: true, from: container, to: container, hadLocation: stripped.hadLocation }, to: container }
}

/** Put together in a way that only a reader of films forgives. */
async function encodeAnew(context: ServiceContext, path: string, outputPath: string, { kind, container }: MediaFacts): Promise<Tidying> {
  const to = kind === 'video' ? 'mp4' : container === 'wav' ? 'wav' : 'mp3'
  const result = await context.media.cutClip(path, outputPath, { to })
  return result === 'done' ? { edit: { isTidy: true, from: container, to }, to } : 'failed'
}
