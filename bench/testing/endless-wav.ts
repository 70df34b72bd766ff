import { randomBytes } from 'node:crypto'
import { wavHeader, wavHeaderBytes } from '#lib/media/testing/wav.ts'

/** A sound of any length, made as it is read: a header that tells the truth, and noise that no two share. */
export async function* endlessWav(bytes: number, chunkBytes = 1024 * 1024): AsyncGenerator<Buffer<ArrayBuffer>> {
  yield wavHeader(bytes - wavHeaderBytes)
  const noise = Buffer.from(randomBytes(chunkBytes))
  for (let left = bytes - wavHeaderBytes; left > 0; left -= chunkBytes) yield noise.subarray(0, Math.min(left, chunkBytes))
}
