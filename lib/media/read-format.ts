import { open } from 'node:fs/promises'
import { type SniffedFormat, sniffFormat } from './sniff-format.ts'

/** What a file is by its first bytes. */
export async function readFormat(filePath: string): Promise<SniffedFormat | null> {
  await using file = await open(filePath)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
  return sniffFormat(buffer.subarray(0, bytesRead))
}
