import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
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

/** What has come is written when it is this much: few writes, and a small film is one. */
const gatherBytes = 256 * 1024
/** Whoever sends byte by byte gathers no mountain of them. */
const gatherChunks = 256

/**
 * Measures what is written on its way into the file, and takes in more while a part is written. `judge` is told how much has come so far;
 * the error it answers ends the writing.
 */
export async function writeMeasured(
  content: AsyncIterable<Uint8Array>,
  filePath: string,
  judge: (bytes: number) => Error | null = () => null,
): Promise<MeasuredContent> {
  const hash = createHash('sha256')
  let bytes = 0
  let file: FileHandle | null = null
  let gathered: Uint8Array[] = []
  let written = 0
  let writing = Promise.resolve()
  try {
    // Opened in here, so that a file that cannot be opened ends the content too.
    for await (const chunk of content) {
      file ??= await open(filePath, 'w')
      bytes += chunk.byteLength
      const refusal = judge(bytes)
      if (refusal) throw refusal
      hash.update(chunk)
      gathered.push(chunk)
      if (bytes - written < gatherBytes && gathered.length < gatherChunks) continue
      await writing
      writing = writeAll(file, gathered)
      // Whoever waits for it next hears of it.
      writing.catch(() => undefined)
      gathered = []
      written = bytes
    }
    file ??= await open(filePath, 'w')
    await writing
    await writeAll(file, gathered)
  } finally {
    await file?.close()
  }
  return { bytes, sha256: hash.digest('hex') }
}

async function writeAll(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  if (chunks.length === 0) return
  const { bytesWritten } = await file.writev(chunks)
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  // A disk that is nearly full takes a part, and refuses the rest.
  if (bytesWritten < size) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten))
}
