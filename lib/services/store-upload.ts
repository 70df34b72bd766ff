import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { type KeepUploadResult, keepUpload } from './keep-upload.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'

/** No vendor names a limit in bytes; this is what one file may take here. */
export const maxUploadBytes = 4 * 1024 ** 3

export type StoreUploadResult = KeepUploadResult | { ok: false; code: 'too_large' | 'empty'; message: string }

class TooLarge extends Error {}

/** Takes a file in: to a temporary file first, where it is measured and judged by its content, then to storage, then the row. */
export async function storeUpload(
  context: ServiceContext,
  viewer: UserViewer,
  file: { name: string; source: Readable },
): Promise<StoreUploadResult> {
  return withTemporaryDirectory(context, 'upload', async (directory) => {
    const temporary = path.join(directory, 'file')
    const received = await receive(file.source, temporary)
    if (received === null) return tooLarge
    if (received.bytes === 0) return { ok: false, code: 'empty', message: 'This file is empty.' }
    return keepUpload(context, viewer, { ...received, path: temporary, name: file.name })
  })
}

export const tooLarge = { ok: false, code: 'too_large', message: 'A file may have at most 4 GB.' } as const

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
