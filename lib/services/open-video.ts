import { findSharedTake as findSharedTakeRow } from '#lib/data/shares.ts'
import { findVideo, type VideoRow } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type PreviewStripView, previewStripSchema } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { createSharedLookup } from './share-lookup.ts'
import { videoFileStem } from './video-file-name.ts'

/** A file in storage, ready to be served. */
export interface StoredVideo {
  storageKey: string
  posterKey: string | null
  previewKey: string | null
  preview: PreviewStripView | null
  /** The copy that every browser plays, always MP4; null when the original is that itself. */
  playableKey: string | null
  contentType: string
  sha256: string
  bytes: number
  width: number
  height: number
  /** Seconds. */
  duration: number
  /** What a person's computer calls it, without an ending. */
  fileStem: string
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
  const video = await videoLookup(context)(`${viewer.userId} ${taskId}`, () => findVideo(viewer, context.database.client, taskId))
  return video && toStoredVideo(video, video.task)
}

type Found = Awaited<ReturnType<typeof findVideo>>
const videoLookups = new WeakMap<ServiceContext, ReturnType<typeof createSharedLookup<Found>>>()

function videoLookup(context: ServiceContext) {
  const known = videoLookups.get(context) ?? createSharedLookup<Found>()
  videoLookups.set(context, known)
  return known
}

/** What a share link shows. Page and every file ask here again, so a revoked or expired link is closed everywhere at once. */
export async function findSharedTake(context: ServiceContext, token: string): Promise<SharedTake | null> {
  const found = await findSharedTakeRow(context.database.client, token, context.clock())
  if (!found) return null
  const { prompt, vendor, model, isSandbox, createdAt, share } = found
  return { prompt, vendor, model, isSandbox, createdAt, expiresAt: share.expiresAt, video: toStoredVideo(found.video, found) }
}

const contentTypes: Record<string, string> = { mp4: 'video/mp4', mov: 'video/quicktime', webm: 'video/webm' }

function toStoredVideo(video: VideoRow, take: { prompt: string; createdAt: Date }): StoredVideo {
  const { storageKey, posterKey, previewKey, playableKey, sha256, width, height, duration } = video
  const preview = previewStripSchema.safeParse(video.preview)
  return {
    storageKey,
    posterKey,
    previewKey,
    preview: preview.success ? preview.data : null,
    playableKey,
    sha256,
    width,
    height,
    duration,
    bytes: Number(video.bytes),
    contentType: contentTypes[video.container] ?? 'video/mp4',
    fileStem: videoFileStem(take.prompt, take.createdAt),
  }
}
