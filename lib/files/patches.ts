export interface ByteReader {
  size: number
  /** Fewer bytes at the end of the file, never more. */
  read(start: number, end: number): Promise<Uint8Array>
}

/** A stretch of a file and what comes in its place; the bytes are followed by zeros where they are fewer. */
export interface Patch {
  start: number
  end: number
  /** Null: nothing, and what follows moves up. */
  with: Uint8Array<ArrayBuffer> | null
}

export type Piece = { from: 'file'; start: number; end: number } | { from: 'memory'; bytes: Uint8Array<ArrayBuffer> }

/** Where there are more, something is wrong with the file. */
export const mostPatches = 100_000
const zeros = new Uint8Array(65_536)

/** The patched file from its beginning to its end, stretch by stretch, so that it is never whole in memory. */
export function piecesOf(size: number, patches: readonly Patch[]): Piece[] {
  const pieces: Piece[] = []
  let position = 0
  for (const patch of patches.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    // What lies inside another patch is gone already.
    const start = Math.max(patch.start, position)
    const end = Math.min(patch.end, size)
    if (end <= start) continue
    if (start > position) pieces.push({ from: 'file', start: position, end: start })
    position = end
    if (patch.with === null) continue
    const bytes = patch.with.subarray(start - patch.start, end - patch.start)
    if (bytes.length > 0) pieces.push({ from: 'memory', bytes })
    for (let left = end - start - bytes.length; left > 0; left -= zeros.length)
      pieces.push({ from: 'memory', bytes: zeros.subarray(0, Math.min(left, zeros.length)) })
  }
  if (position < size) pieces.push({ from: 'file', start: position, end: size })
  return pieces
}

export function textOf(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = ''
  for (let from = start; from < Math.min(end, bytes.length); from += 8_192)
    text += String.fromCharCode(...bytes.subarray(from, Math.min(from + 8_192, end)))
  return text
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
