import { z } from 'zod'
import type { ServiceContext } from '#lib/services/context.ts'
import type { StoredVideo } from '#lib/services/open-video.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { type ServeFileOptions, serveStoredFile } from '#lib/storage/serve-file.ts'

/** `own`: for the person who made the take. `open`: for whoever has a link, which may be closed at any moment. */
export type Audience = 'own' | 'open'

/** What is archived never changes. A link's files are asked for again each time, so that one that was closed is closed in every browser. */
const caching: Record<Audience, Pick<ServeFileOptions, 'cacheControl' | 'variesByPerson' | 'mayRepeat'>> = {
  own: { cacheControl: 'private, max-age=31536000, immutable', variesByPerson: true, mayRepeat: true },
  open: { cacheControl: 'private, no-cache' },
}

/** `playable`: the copy that every browser plays, or the original where that does; `download`: to be saved. */
export const videoQuerySchema = z.object({ download: z.string().optional(), playable: z.string().optional() })

const endings: Record<string, string> = { 'video/webm': 'webm', 'video/quicktime': 'mov' }

/** A take's video with Range, or 404. */
export async function serveVideo(
  request: Request,
  context: ServiceContext,
  video: StoredVideo | null,
  options: { audience: Audience; query?: z.infer<typeof videoQuerySchema> },
): Promise<Response> {
  if (video === null) return errorResponse('not_found')
  const copyKey = options.query?.playable === undefined ? null : video.playableKey
  const contentType = copyKey === null ? video.contentType : 'video/mp4'
  const served = await serveStoredFile(request, context.storage, copyKey ?? video.storageKey, {
    contentType,
    fileName: `${video.fileStem}.${endings[contentType] ?? 'mp4'}`,
    isDownload: options.query?.download !== undefined,
    ...caching[options.audience],
  })
  return served ?? errorResponse('not_found')
}

/** The still picture of a take's video, or the strip of its frames; or 404. */
export async function servePicture(
  request: Request,
  context: ServiceContext,
  storageKey: string | null | undefined,
  audience: Audience,
): Promise<Response> {
  if (storageKey == null) return errorResponse('not_found')
  const served = await serveStoredFile(request, context.storage, storageKey, { contentType: 'image/webp', ...caching[audience] })
  return served ?? errorResponse('not_found')
}
