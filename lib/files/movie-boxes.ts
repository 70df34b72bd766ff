import { textOf, viewOf } from './patches.ts'

export interface Box {
  kind: string
  start: number
  /** Where its content begins. */
  body: number
  end: number
}

/** The boxes of a stretch that lies in memory; a length of 0 ends a list (QuickTime). Throws a RangeError where lengths make no sense. */
export function boxesIn(bytes: Uint8Array, start: number, end: number): Box[] {
  const boxes: Box[] = []
  for (let position = start; position + 8 <= end; ) {
    if (viewOf(bytes).getUint32(position) === 0) break
    const box = boxAt(bytes, position, position, end)
    if (box === null || box.end > end) throw new RangeError('a box is longer than what it lies in')
    boxes.push(box)
    position = box.end
  }
  return boxes
}

/** Null where it says less than its own head needs. */
export function boxAt(bytes: Uint8Array, at: number, start: number, limit: number): Box | null {
  const view = viewOf(bytes)
  const short = view.getUint32(at)
  const size = short === 0 ? limit - start : short === 1 ? Number(view.getBigUint64(at + 8)) : short
  const head = short === 1 ? 16 : 8
  return size < head ? null : { kind: textOf(bytes, at + 4, at + 8), start, body: start + head, end: start + size }
}
