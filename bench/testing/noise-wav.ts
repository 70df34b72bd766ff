import { randomBytes } from 'node:crypto'

const headerBytes = 44

/** A sound of any length, made as it is read: a header that tells the truth, and noise that no two share. */
export async function* noiseWav(bytes: number, chunkBytes = 1024 * 1024): AsyncGenerator<Buffer<ArrayBuffer>> {
  const header = Buffer.alloc(headerBytes)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(bytes - 8, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(48_000, 24)
  header.writeUInt32LE(192_000, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(bytes - headerBytes, 40)
  yield header
  const noise = Buffer.from(randomBytes(chunkBytes))
  for (let left = bytes - headerBytes; left > 0; left -= chunkBytes) yield noise.subarray(0, Math.min(left, chunkBytes))
}
