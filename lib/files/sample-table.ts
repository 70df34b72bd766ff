import { type Box, boxesIn } from './movie-boxes.ts'
import { mostPatches, viewOf } from './patches.ts'

interface Stretch {
  start: number
  end: number
}

/** Where the samples of a track lie in the file; null when there are too many, or the table makes no sense. */
export function findSamples(bytes: Uint8Array, media: readonly Box[]): Stretch[] | null {
  const inside = (box: Box | undefined) => (box ? boxesIn(bytes, box.body, box.end) : [])
  const named = (boxes: readonly Box[], kind: string) => boxes.find((box) => box.kind === kind)
  const table = inside(named(inside(named(media, 'minf')), 'stbl'))
  const view = viewOf(bytes)
  const [sizes, chunks, groups] = [named(table, 'stsz'), named(table, 'stco') ?? named(table, 'co64'), named(table, 'stsc')]
  if (!sizes || !chunks || !groups) return null
  const common = view.getUint32(sizes.body + 4)
  const samples = view.getUint32(sizes.body + 8)
  const chunkCount = view.getUint32(chunks.body + 4)
  if (chunkCount > mostPatches) return null
  const sizeOf = (sample: number) => (common === 0 ? view.getUint32(sizes.body + 12 + sample * 4) : common)
  const startOf = (chunk: number) =>
    chunks.kind === 'stco' ? view.getUint32(chunks.body + 8 + chunk * 4) : Number(view.getBigUint64(chunks.body + 8 + chunk * 8))

  const groupCount = view.getUint32(groups.body + 4)
  const found: Stretch[] = []
  let sample = 0
  let group = 0
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    while (group + 1 < groupCount && view.getUint32(groups.body + 8 + (group + 1) * 12) <= chunk + 1) group++
    const inChunk = groupCount === 0 ? 0 : view.getUint32(groups.body + 8 + group * 12 + 4)
    const start = startOf(chunk)
    let end = start
    for (let index = 0; index < inChunk && sample < samples; index++, sample++) end += sizeOf(sample)
    if (end > start) found.push({ start, end })
  }
  return found
}
