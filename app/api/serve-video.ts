import type { ServiceContext } from '#lib/services/context.ts'
import type { StoredVideo } from '#lib/services/open-video.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { serveStoredFile } from '#lib/storage/serve-file.ts'

export interface ServeOptions {
  /** The file itself never changes, but who may see it can: `private` for one's own takes, `no-cache` asks again each time. */
  cacheControl: string
  fileName?: string
  isDownload?: boolean
}

/** A take's video with Range, or 404. */
export async function serveVideo(
  request: Request,
  context: ServiceContext,
  video: StoredVideo | null,
  options: ServeOptions,
): Promise<Response> {
  if (video === null) return errorResponse('not_found')
  const served = await serveStoredFile(request, context.storage, video.storageKey, { contentType: video.contentType, ...options })
  return served ?? errorResponse('not_found')
}

/** The still picture of a take's video, or 404. */
export async function servePoster(
  request: Request,
  context: ServiceContext,
  video: StoredVideo | null,
  options: ServeOptions,
): Promise<Response> {
  if (video === null || video.posterKey === null) return errorResponse('not_found')
  const served = await serveStoredFile(request, context.storage, video.posterKey, { contentType: 'image/webp', ...options })
  return served ?? errorResponse('not_found')
}

const endings: Record<string, string> = { 'video/webm': 'webm', 'video/quicktime': 'mov' }

export function videoFileName(id: string, video: StoredVideo | null): string {
  return `dailies-${id.slice(-12)}.${endings[video?.contentType ?? ''] ?? 'mp4'}`
}
