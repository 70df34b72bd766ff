import { piecesOf } from '#lib/files/patches.ts'
import { stripClip } from '#lib/files/strip-clip.ts'
import type { PreparedFile } from './prepare-picture.ts'

/** A film or a sound before it is sent: what it tells of place, camera and person stays on this computer. Not a byte of it is copied. */
export async function prepareClip(file: File): Promise<PreparedFile> {
  try {
    const read = async (start: number, end: number) => new Uint8Array(await file.slice(start, end).arrayBuffer())
    const stripped = await stripClip({ size: file.size, read })
    // What cannot be read here, the server reads.
    if (!stripped?.isTelling) return { file, note: null }
    const pieces = piecesOf(file.size, stripped.patches)
    const parts = pieces.map((piece) => (piece.from === 'file' ? file.slice(piece.start, piece.end) : piece.bytes))
    const what = stripped.hadLocation ? 'Location' : file.type.startsWith('audio/') ? 'Tags' : 'Camera details'
    return {
      file: new File(parts, file.name, { type: file.type, lastModified: file.lastModified }),
      note: `${what} removed before sending`,
    }
  } catch {
    return { file, note: null }
  }
}
