import { mkdir, statfs } from 'node:fs/promises'
import type { Client } from '#lib/data/database.ts'
import { sumOpenUploadSessions } from '#lib/data/upload-sessions.ts'
import { sumUploadBytes } from '#lib/data/uploads.ts'
import { findQuotaBytes } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { ServiceContext } from './context.ts'

export const bytesPerGb = 1_000_000_000

/** No vendor names a limit in bytes; this is what one file may take here. */
export const maxUploadBytes = 4_000_000_000
/** The embedded database stops for good on a full disk, so uploads leave it this much. */
const keptFreeBytes = 250_000_000

export type RoomRefusal = { ok: false; code: 'too_large' | 'over_quota' | 'no_space'; message: string }

export const tooLarge: RoomRefusal = { ok: false, code: 'too_large', message: 'A file may have at most 4 GB.' }
export const noSpace: RoomRefusal = {
  ok: false,
  code: 'no_space',
  message: 'The server has no room left for this file; whoever runs Dailies can make some.',
}

interface UploadRoom {
  /** Null: as much as the disk takes. */
  quotaBytes: number | null
  usedBytes: number
  diskBytes: number
}

/** What one person may still bring, read once before anything is sent. */
export async function findUploadRoom(context: ServiceContext, viewer: UserViewer): Promise<UploadRoom> {
  const { client } = context.database
  const [quotaBytes, kept, open] = [
    await quotaOf(context, viewer, client),
    await sumUploadBytes(viewer, client),
    await sumOpenUploadSessions(viewer, client),
  ]
  return { quotaBytes, usedBytes: kept + open.bytes, diskBytes: await freeDiskBytes(context) }
}

/** @param copies how often the file lies on this disk before it is where it stays */
export function refuseFor(room: UploadRoom, bytes: number, copies = 1): RoomRefusal | null {
  if (bytes > maxUploadBytes) return tooLarge
  if (room.quotaBytes !== null && room.usedBytes + bytes > room.quotaBytes) return overQuota(room.quotaBytes, room.usedBytes, bytes)
  return bytes * copies > room.diskBytes ? noSpace : null
}

/** Judged again where the row is written, because several files may have arrived at once. */
export async function refuseOverQuota(
  context: ServiceContext,
  viewer: UserViewer,
  client: Client,
  bytes: number,
): Promise<RoomRefusal | null> {
  const quotaBytes = await quotaOf(context, viewer, client)
  if (quotaBytes === null) return null
  const usedBytes = await sumUploadBytes(viewer, client)
  return usedBytes + bytes > quotaBytes ? overQuota(quotaBytes, usedBytes, bytes) : null
}

/** A disk or an account that is full, whoever noticed it first. */
export function isOutOfSpace(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

function overQuota(quotaBytes: number, usedBytes: number, bytes: number): RoomRefusal {
  const left = bytesInWords(Math.max(0, quotaBytes - usedBytes))
  const message = `This file has ${bytesInWords(bytes)}, and ${left} of your ${bytesInWords(quotaBytes)} are left. Delete references you no longer need, or ask the owner for more.`
  return { ok: false, code: 'over_quota', message }
}

async function quotaOf(context: ServiceContext, viewer: UserViewer, client: Client): Promise<number | null> {
  const own = await findQuotaBytes(viewer, client)
  if (own !== null) return own
  return context.env.UPLOAD_QUOTA_GB === undefined ? null : context.env.UPLOAD_QUOTA_GB * bytesPerGb
}

/** What uploads may still take of this disk. */
export async function freeDiskBytes(context: ServiceContext): Promise<number> {
  await mkdir(context.env.DATA_DIR, { recursive: true })
  const { bavail, bsize } = await statfs(context.env.DATA_DIR)
  return Math.max(0, bavail * bsize - keptFreeBytes)
}
