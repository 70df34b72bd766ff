import { findSharedTake as findSharedTakeRow } from '#lib/data/shares.ts'
import { findVideo, type VideoRow } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

/** A file in storage, ready to be served. */
export interface StoredVideo {
  storageKey: string
  posterKey: string | null
  contentType: string
  sha256: string
  bytes: number
  width: number
  height: number
  /** Seconds. */
  duration: number
}

export interface SharedTake {
  prompt: string
  vendor: string
  model: string
  isSandbox: boolean
  createdAt: Date
  expiresAt: Date | null
  video: StoredVideo
}

/** The archived video of one's own take. */
export async function openVideo(context: ServiceContext, viewer: UserViewer, taskId: string): Promise<StoredVideo | null> {
  const video = await findVideo(viewer, context.database.client, taskId)
  return video && toStoredVideo(video)
}

/** What a share link shows. Page and every file ask here again, so a revoked or expired link is closed everywhere at once. */
export async function findSharedTake(context: ServiceContext, token: string): Promise<SharedTake | null> {
  const found = await findSharedTakeRow(context.database.client, token, context.clock())
  if (!found) return null
  const { prompt, vendor, model, isSandbox, createdAt, share } = found
  return { prompt, vendor, model, isSandbox, createdAt, expiresAt: share.expiresAt, video: toStoredVideo(found.video) }
}

const contentTypes: Record<string, string> = { mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm' }

function toStoredVideo(video: VideoRow): StoredVideo {
  const { storageKey, posterKey, sha256, width, height, duration } = video
  return {
    storageKey,
    posterKey,
    sha256,
    width,
    height,
    duration,
    bytes: Number(video.bytes),
    contentType: contentTypes[video.container] ?? 'video/mp4',
  }
}
