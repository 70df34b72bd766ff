import { open } from 'node:fs/promises'
import { type StrippedClip, stripClip } from '#lib/files/strip-clip.ts'

/** What a film or a sound on this disk tells besides itself. */
export async function readClip(filePath: string): Promise<StrippedClip | null> {
  await using file = await open(filePath)
  const { size } = await file.stat()
  return await stripClip({
    size,
    async read(start, end) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start))
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start)
      return bytes.subarray(0, bytesRead)
    },
  })
}
