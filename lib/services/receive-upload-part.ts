import { open } from 'node:fs/promises'
import path from 'node:path'
import { advanceUploadSession, findUploadSession } from '#lib/data/upload-sessions.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadSessionView } from '#lib/generation/upload-session-view.ts'
import type { ServiceContext } from './context.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { maxPartBytes, partKey, viewUploadSession } from './upload-parts.ts'
import { freeDiskBytes, isOutOfSpace, noSpace, type RoomRefusal } from './upload-room.ts'

/** Of a part that broke off, this much is worth keeping. */
const leastKeptBytes = 64 * 1024

export type ReceivePartResult =
  | { ok: true; session: UploadSessionView }
  | { ok: false; code: 'not_found' }
  | { ok: false; code: 'conflict'; message: string; session: UploadSessionView }
  | { ok: false; code: 'broken' | 'invalid'; message: string }
  | RoomRefusal

/**
 * Takes the next stretch of a file. What came before a broken connection is kept, so that even a connection that never lasts gets on.
 * Two sendings of one stretch may meet; the row's offset decides which counts.
 */
export async function receiveUploadPart(
  context: ServiceContext,
  viewer: UserViewer,
  id: string,
  part: { offset: number; source: AsyncIterable<Uint8Array> },
): Promise<ReceivePartResult> {
  const { client } = context.database
  const session = await findUploadSession(viewer, client, id)
  if (!session) return { ok: false, code: 'not_found' }
  const mismatch = () => ({ ok: false, code: 'conflict', message: 'The upload goes on somewhere else.' }) as const
  if (session.uploadId !== null || Number(session.receivedBytes) !== part.offset)
    return { ...mismatch(), session: viewUploadSession(session) }
  const room = Math.min(maxPartBytes, Number(session.bytes) - part.offset)
  if ((await freeDiskBytes(context)) < room) return noSpace
  return withTemporaryDirectory(context, 'part', async (directory) => {
    const file = path.join(directory, 'part')
    const received = await receive(part.source, file, room)
    if (received === 'too_long')
      return { ok: false, code: 'invalid', message: 'This is more than the file was said to have, or than one part may have.' }
    if (received === 'no_space') return noSpace
    if (received.isBroken && received.bytes < leastKeptBytes) return { ok: false, code: 'broken', message: 'The upload broke off.' }
    if (received.bytes === 0) return { ok: false, code: 'invalid', message: 'A part cannot be empty.' }
    const { bytes } = received
    const key = partKey(id, { offset: part.offset, bytes })
    try {
      await context.storage.putFile(key, file, { contentType: 'application/octet-stream' })
    } catch (error) {
      if (isOutOfSpace(error)) return noSpace
      throw error
    }
    const isNext = await advanceUploadSession(viewer, client, id, { offset: part.offset, bytes, now: context.clock() })
    const after = await findUploadSession(viewer, client, id)
    if (!after) {
      // It was cancelled meanwhile.
      await context.storage.remove(key)
      return { ok: false, code: 'not_found' }
    }
    return isNext ? { ok: true, session: viewUploadSession(after) } : { ...mismatch(), session: viewUploadSession(after) }
  })
}

/** Chunk by chunk, so that all that came before a break is in the file: a pipeline would drop what it had not written yet. */
async function receive(
  source: AsyncIterable<Uint8Array>,
  filePath: string,
  room: number,
): Promise<{ bytes: number; isBroken: boolean } | 'too_long' | 'no_space'> {
  let bytes = 0
  await using file = await open(filePath, 'wx')
  const chunks = source[Symbol.asyncIterator]()
  for (;;) {
    const next = await chunks.next().catch(() => null)
    if (next === null) return { bytes, isBroken: true }
    if (next.done) return { bytes, isBroken: false }
    if (bytes + next.value.byteLength > room) {
      await chunks.return?.()
      return 'too_long'
    }
    try {
      await file.writeFile(next.value)
    } catch (error) {
      if (isOutOfSpace(error)) return 'no_space'
      throw error
    }
    bytes += next.value.byteLength
  }
}
