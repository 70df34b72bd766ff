import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Storage } from '#lib/storage/storage.ts'

export interface MeasuredContent {
  bytes: number
  sha256: string
}

async function measureContent(content: AsyncIterable<Uint8Array>): Promise<MeasuredContent> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.byteLength
    hash.update(chunk)
  }
  return { bytes, sha256: hash.digest('hex') }
}

export function measureFile(filePath: string): Promise<MeasuredContent> {
  return measureContent(createReadStream(filePath))
}

/** Null when it is not there. */
export async function measureStored(storage: Storage, key: string): Promise<MeasuredContent | null> {
  const content = await storage.read(key)
  return content && measureContent(content)
}

/** Measures what is written on its way into the file. `judge` is told how much has come so far; the error it answers ends the writing. */
export async function writeMeasured(
  content: AsyncIterable<Uint8Array>,
  filePath: string,
  judge: (bytes: number) => Error | null = () => null,
): Promise<MeasuredContent> {
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(judge(bytes), chunk)
    },
  })
  await pipeline(content, meter, createWriteStream(filePath))
  return { bytes, sha256: hash.digest('hex') }
}
