import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { PreviewStrip } from '#lib/media/media.ts'
import type { ServiceContext } from './context.ts'

/** What is kept beside a video, and is never the reason why the video itself is not kept. */
export interface Companions {
  previewKey: string | null
  preview: PreviewStrip | null
  playableKey: string | null
  playableBytes: number | null
  playableSha256: string | null
}

/** Makes them from a local file and stores them under the stem; what could not be made is null. */
export async function makeCompanions(
  context: ServiceContext,
  video: { file: string; directory: string; keyStem: string },
): Promise<Companions> {
  return { ...(await makePreview(context, video)), ...(await makePlayable(context, video)) }
}

type Video = Parameters<typeof makeCompanions>[1]

async function makePreview(context: ServiceContext, { file, directory, keyStem }: Video) {
  const missing = { previewKey: null, preview: null }
  try {
    const output = path.join(directory, 'strip.webp')
    const preview = await context.media.preview(file, output)
    if (preview === null) return missing
    const previewKey = `${keyStem}.strip.webp`
    await context.storage.putFile(previewKey, output, { contentType: 'image/webp' })
    return { previewKey, preview }
  } catch (error) {
    context.log.warn({ err: error, keyStem }, 'no preview strip')
    return missing
  }
}

async function makePlayable(context: ServiceContext, { file, directory, keyStem }: Video) {
  const missing = { playableKey: null, playableBytes: null, playableSha256: null }
  try {
    const output = path.join(directory, 'playable.mp4')
    if ((await context.media.playable(file, output)) !== 'written') return missing
    const hash = createHash('sha256')
    await pipeline(createReadStream(output), hash)
    const { size } = await stat(output)
    const playableSha256 = hash.digest('hex')
    // Two workers may encode the same film to different bytes: row and file agree whoever comes last.
    const playableKey = `${keyStem}.play-${playableSha256.slice(0, 12)}.mp4`
    await context.storage.putFile(playableKey, output, { contentType: 'video/mp4' })
    return { playableKey, playableBytes: size, playableSha256 }
  } catch (error) {
    context.log.warn({ err: error, keyStem }, 'no playable copy')
    return missing
  }
}
