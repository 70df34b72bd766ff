import path from 'node:path'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import type { KeepUploadResult } from './keep-upload.ts'
import { type MeasuredContent, writeMeasured } from './measure-content.ts'
import { takeInUpload } from './take-in-upload.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { findUploadRoom, isOutOfSpace, noSpace, type RoomRefusal, refuseFor } from './upload-room.ts'

export type StoreUploadResult = KeepUploadResult | { ok: false; code: 'empty'; message: string }

/** Takes a file in: to a temporary file first, where it is measured and judged by its content, then to storage, then the row. */
export async function storeUpload(
  context: ServiceContext,
  viewer: UserViewer,
  file: { name: string; source: AsyncIterable<Uint8Array> },
): Promise<StoreUploadResult> {
  const room = await findUploadRoom(context, viewer)
  return withTemporaryDirectory(context, 'upload', async (directory) => {
    const temporary = path.join(directory, 'file')
    const received = await receive(file.source, temporary, (bytes) => refuseFor(room, bytes))
    if ('ok' in received) return received
    if (received.bytes === 0) return { ok: false, code: 'empty', message: 'This file is empty.' }
    return takeInUpload(context, viewer, { ...received, path: temporary, name: file.name })
  })
}

/** Said before a byte is read, when the sender announces how many there are. */
export async function refuseAnnounced(context: ServiceContext, viewer: UserViewer, bytes: number): Promise<RoomRefusal | null> {
  return refuseFor(await findUploadRoom(context, viewer), bytes)
}

class Refused extends Error {
  readonly refusal: RoomRefusal
  constructor(refusal: RoomRefusal) {
    super(refusal.message)
    this.refusal = refusal
  }
}

async function receive(
  source: AsyncIterable<Uint8Array>,
  file: string,
  judge: (bytes: number) => RoomRefusal | null,
): Promise<MeasuredContent | RoomRefusal> {
  try {
    return await writeMeasured(source, file, (bytes) => {
      const refusal = judge(bytes)
      return refusal && new Refused(refusal)
    })
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    if (isOutOfSpace(error)) return noSpace
    throw error
  }
}
