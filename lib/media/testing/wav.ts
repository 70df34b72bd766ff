import { randomBytes } from 'node:crypto'

export const wavHeaderBytes = 44

/** Of sixteen bits a sample; it claims what it is told to. */
export function wavHeader(dataBytes: number, { rate = 48_000, channels = 2 } = {}): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(wavHeaderBytes)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE((wavHeaderBytes - 8 + dataBytes) >>> 0, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE((rate * channels * 2) >>> 0, 28)
  header.writeUInt16LE((channels * 2) & 0xffff, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(dataBytes >>> 0, 40)
  return header
}

/** A file of that many bytes in all, which nobody has seen before. */
export function noiseWav(bytes: number): Buffer<ArrayBuffer> {
  const dataBytes = bytes - wavHeaderBytes
  return Buffer.concat([wavHeader(dataBytes), randomBytes(dataBytes)])
}
