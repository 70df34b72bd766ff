import { type Box, boxAt, boxesIn } from './movie-boxes.ts'
import { type ByteReader, mostPatches, type Patch, textOf, viewOf } from './patches.ts'
import { findSamples } from './sample-table.ts'
import type { StrippedClip } from './strip-clip.ts'

const keptAtTop = /^(ftyp|styp|moov|moof|mdat|mfra|sidx|ssix|prft|pdin|wide)$/
const keptInIndex = /^(mvhd|trak|mvex|iods|pssh)$/
const keptInTrack = /^(tkhd|edts|tref|mdia|tapt|clip|matt|load)$/
/** Boxes that mean nothing may still hold what was deleted, or what a camera hides there. */
const unused = /^(free|skip)$/
/** A clock of the recording belongs to the picture; everything else that is neither seen nor heard goes: places, faces, subtitles. */
const keptTracks = /^(vide|soun|tmcd|auxv|pict)$/
const place = /\u00a9xyz|loci|location|gpmd|camm|djmd|rtmd|gps|latitude/i
const programOnly = /^(IsoMedia File Produced[^\0]*)?\0*$/
/** What a program writes of itself. */
const harmless =
  /^(\u00a9(too|enc|swr)|hdlr|keys|ilst|free|name|encoder|major_brand|minor_version|compatible_brands|com\.android\.(version|capture\.fps))?$/
const maxIndexBytes = 64 * 1024 ** 2
const maxBoxes = 200_000
const maxLookBytes = 1024 ** 2

/** MP4 and QuickTime: every box of metadata becomes a free one of the same length. */
export async function stripMovie(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  let boxes = 0
  for (let position = 0; position + 8 <= file.size; boxes++) {
    if (boxes > maxBoxes) return null
    const box = boxAt(await file.read(position, position + 16), 0, position, file.size)
    if (box === null || box.end > file.size) return null
    if (box.kind === 'moov') {
      if (box.end - box.start > maxIndexBytes) return null
      const index = await file.read(box.start, box.end)
      if (!stripIndex(index, box.start, found)) return null
      await stripDashCam(file, index, found)
    } else if (!keptAtTop.test(box.kind)) {
      const content = await file.read(box.body, Math.min(box.end, box.body + maxLookBytes))
      // Some files are filled up with zeros.
      const isEmpty = unused.test(box.kind) ? programOnly.test(textOf(content)) : !content.some((byte) => byte !== 0)
      note(found, content, !isEmpty)
      found.patches.push(freed(box))
    }
    position = box.end
  }
  return found
}

/** Dash cams keep a table of where they are in the index, and what it points at between the frames. */
async function stripDashCam(file: ByteReader, bytes: Uint8Array, found: StrippedClip): Promise<void> {
  const table = boxesIn(bytes, 8, bytes.length).find((box) => box.kind === 'gps ')
  if (!table) return
  const view = viewOf(bytes)
  for (let at = table.body + 8; at + 8 <= table.end && found.patches.length <= mostPatches; at += 8) {
    const start = view.getUint32(at)
    const head = await file.read(start, start + 12)
    const end = start + (head.length < 12 ? 0 : viewOf(head).getUint32(0))
    if (textOf(head, 4, 12) === 'freeGPS ' && end <= file.size) found.patches.push({ start, end, with: head.slice(0, 8) })
  }
}

/** @param offset where the index lies in the file */
function stripIndex(bytes: Uint8Array, offset: number, found: StrippedClip): boolean {
  const index = boxesIn(bytes, 0, bytes.length)[0]
  if (!index) return false
  const inFile = (box: Box): Box => ({ kind: box.kind, start: box.start + offset, body: box.body + offset, end: box.end + offset })
  const blank = (box: Box) => {
    noteBox(found, bytes, box)
    found.patches.push(freed(inFile(box)))
  }
  const forgetDates = (box: Box) => found.patches.push(withoutDates(bytes, box, offset))

  const inside = boxesIn(bytes, index.body, index.end)
  const isInFragments = inside.some((box) => box.kind === 'mvex')
  let areTracksLost = false
  const references: Box[] = []
  for (const box of inside) {
    if (box.kind === 'mvhd') forgetDates(box)
    if (!keptInIndex.test(box.kind)) blank(box)
    if (box.kind !== 'trak') continue
    const parts = boxesIn(bytes, box.body, box.end)
    const media = parts.find((part) => part.kind === 'mdia')
    const mediaParts = media ? boxesIn(bytes, media.body, media.end) : []
    const handler = mediaParts.find((part) => part.kind === 'hdlr')
    if (!handler || !keptTracks.test(textOf(bytes, handler.body + 8, handler.body + 12))) {
      // Its samples are all over the fragments.
      if (isInFragments) return false
      const samples = findSamples(bytes, mediaParts)
      if (samples === null || found.patches.length + samples.length > mostPatches) return false
      note(found, bytes.subarray(box.start, box.end), true)
      found.patches.push(freed(inFile(box)), ...samples.map((sample) => ({ ...sample, with: new Uint8Array() })))
      areTracksLost = true
      continue
    }
    for (const part of parts) {
      if (part.kind === 'tkhd') forgetDates(part)
      if (part.kind === 'tref') references.push(part)
      if (!keptInTrack.test(part.kind)) blank(part)
    }
    for (const part of mediaParts) if (part.kind === 'mdhd') forgetDates(part)
  }
  // They may point at tracks that are no more.
  if (areTracksLost) for (const box of references) found.patches.push(freed(inFile(box)))
  return true
}

function freed(box: Box): Patch {
  const head = new Uint8Array(box.body - box.start)
  const view = viewOf(head)
  const size = box.end - box.start
  if (head.length === 16) view.setBigUint64(8, BigInt(size))
  view.setUint32(0, head.length === 16 ? 1 : size)
  for (const [index, letter] of [...'free'].entries()) head[4 + index] = letter.charCodeAt(0)
  return { start: box.start, end: box.end, with: head }
}

/** When it was recorded and last changed. */
function withoutDates(bytes: Uint8Array, box: Box, offset: number): Patch {
  const start = box.body + offset + 4
  return { start, end: Math.min(start + (bytes[box.body] === 1 ? 16 : 8), box.end + offset), with: new Uint8Array() }
}

function note(found: StrippedClip, bytes: Uint8Array, isTelling: boolean): void {
  found.isTelling ||= isTelling
  found.hadLocation ||= place.test(textOf(bytes))
}

function noteBox(found: StrippedClip, bytes: Uint8Array, box: Box): void {
  const isTold = unused.test(box.kind)
    ? !programOnly.test(textOf(bytes, box.body, box.end))
    : !/^(udta|meta)$/.test(box.kind) || namesIn(bytes, box).some((name) => !harmless.test(name))
  note(found, bytes.subarray(box.start, box.end), isTold)
}

/** What a box of metadata speaks of; a name of its own where it cannot be read. */
function namesIn(bytes: Uint8Array, box: Box): string[] {
  try {
    if (box.kind === 'udta')
      return boxesIn(bytes, box.body, box.end).flatMap((part) => (part.kind === 'meta' ? namesIn(bytes, part) : part.kind))
    // QuickTime's has no version in front.
    const body = textOf(bytes, box.body + 4, box.body + 8) === 'hdlr' ? box.body : box.body + 4
    return boxesIn(bytes, body, box.end).flatMap((part) => {
      if (part.kind === 'keys') return keysIn(bytes, part)
      const entries = part.kind === 'ilst' ? boxesIn(bytes, part.body, part.end).map((entry) => entry.kind) : [part.kind]
      // Numbered: they belong to the keys.
      return entries.filter((entry) => !entry.startsWith('\0'))
    })
  } catch {
    return ['unreadable']
  }
}

function keysIn(bytes: Uint8Array, box: Box): string[] {
  return boxesIn(bytes, box.body + 8, box.end).map((key) => textOf(bytes, key.body, key.end))
}
