import { type ByteReader, textOf, viewOf } from './patches.ts'
import type { StrippedClip } from './strip-clip.ts'
import { blankComments, commentsIn, isHarmless, namesPlace } from './vorbis-comments.ts'

const headBytes = 27
const mostHeadBytes = headBytes + 255
const windowBytes = 256 * 1024
const maxPages = 2_000_000
const maxTagBytes = 64 * 1024 ** 2
const firstOfStream = 0x02

/** How the first packet of a stream begins, and the second, which has the tags; null where a stream has none. */
const codecs: readonly (readonly [head: string, tags: string | null])[] = [
  ['\x01vorbis', '\x03vorbis'],
  ['OpusHead', 'OpusTags'],
  ['\x80theora', '\x81theora'],
  ['fishead\0', null],
]

interface Page {
  start: number
  end: number
  body: number
  isFirst: boolean
  stream: number
  /** How the body is cut into packets: all but the last piece of each have 255 bytes. */
  lacing: Uint8Array
}

interface Stream {
  tags: string
  packets: number
  /** Where the packet of tags lies. */
  pieces: { page: Page; start: number; end: number }[]
}

/** Ogg: tags become blanks of the same length, so no page moves, and each page that held some gets its new checksum. */
export async function stripOgg(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  const waiting = new Map<number, Stream>()
  const changed = new Map<number, Uint8Array<ArrayBuffer>>()
  const read = readAhead(file)
  // A stream may end and another begin, with tags of its own: all pages are walked.
  for (let position = 0, count = 0; position < file.size; count++) {
    const page = pageAt(await read(position, position + mostHeadBytes), position)
    if (page === null || count > maxPages) return null
    if (page.isFirst) {
      const head = textOf(await read(page.body, page.body + 8))
      const codec = codecs.find(([start]) => head.startsWith(start))
      // Subtitles, or who knows what.
      if (!codec) return null
      if (codec[1] !== null) waiting.set(page.stream, { tags: codec[1], packets: 0, pieces: [] })
    }
    const stream = waiting.get(page.stream)
    if (stream && takePage(stream, page)) {
      waiting.delete(page.stream)
      if (!(await stripTags(file, stream, changed, found))) return null
    }
    position = page.end
  }
  if (waiting.size > 0) return null
  for (const [start, bytes] of changed) {
    viewOf(bytes).setUint32(22, 0, true)
    viewOf(bytes).setUint32(22, checksum(bytes), true)
    found.patches.push({ start, end: start + bytes.length, with: bytes })
  }
  return found
}

function pageAt(head: Uint8Array, start: number): Page | null {
  const segments = head[26]
  if (textOf(head, 0, 4) !== 'OggS' || segments === undefined || head.length < headBytes + segments) return null
  const lacing = head.slice(headBytes, headBytes + segments)
  const body = start + headBytes + segments
  const end = lacing.reduce((sum, length) => sum + length, body)
  return { start, end, body, lacing, isFirst: ((head[5] ?? 0) & firstOfStream) !== 0, stream: viewOf(head).getUint32(14, true) }
}

/** True once the packet of tags is whole. */
function takePage(stream: Stream, page: Page): boolean {
  let position = page.body
  for (const length of page.lacing) {
    const start = position
    position += length
    if (stream.packets === 1) stream.pieces.push({ page, start, end: position })
    if (length < 255 && stream.packets++ === 1) return true
  }
  return false
}

async function stripTags(
  file: ByteReader,
  { tags, pieces }: Stream,
  changed: Map<number, Uint8Array<ArrayBuffer>>,
  found: StrippedClip,
): Promise<boolean> {
  const size = pieces.reduce((sum, piece) => sum + piece.end - piece.start, 0)
  if (size > maxTagBytes || (pieces.at(-1)?.end ?? 0) > file.size) return false
  const packet = new Uint8Array(size)
  const pages = new Map<number, Uint8Array<ArrayBuffer>>()
  let position = 0
  for (const { page, start, end } of pieces) {
    const bytes = pages.get(page.start) ?? changed.get(page.start) ?? new Uint8Array(await file.read(page.start, page.end))
    pages.set(page.start, bytes)
    packet.set(bytes.subarray(start - page.start, end - page.start), position)
    position += end - start
  }
  if (!textOf(packet, 0, tags.length).startsWith(tags)) return false
  if (!blankPacket(packet, tags, found)) return true
  position = 0
  for (const { page, start, end } of pieces) {
    const bytes = pages.get(page.start)
    bytes?.set(packet.subarray(position, position + end - start), start - page.start)
    position += end - start
  }
  for (const [start, bytes] of pages) changed.set(start, bytes)
  return true
}

/** False where there is nothing to take out. */
function blankPacket(packet: Uint8Array, tags: string, found: StrippedClip): boolean {
  let isTelling = false
  for (const comment of commentsIn(packet, tags.length)) {
    isTelling ||= !isHarmless(comment)
    found.hadLocation ||= namesPlace(comment)
  }
  const end = blankComments(packet, tags.length)
  // Vorbis ends its list with a bit that must be there; after it, or after Opus', anything may stand.
  const rest = packet.subarray(tags === '\x03vorbis' ? end + 1 : end)
  isTelling ||= rest.some((byte) => byte !== 0)
  rest.fill(0)
  found.isTelling ||= isTelling
  return isTelling
}

function readAhead(file: ByteReader): ByteReader['read'] {
  let from = 0
  let bytes: Uint8Array = new Uint8Array()
  return async (start, end) => {
    const until = Math.min(end, file.size)
    if (start < from || until > from + bytes.length) {
      bytes = await file.read(start, Math.min(file.size, Math.max(until, start + windowBytes)))
      from = start
    }
    return bytes.subarray(start - from, until - from)
  }
}

const checksums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0)
  return sum
})

function checksum(page: Uint8Array): number {
  let sum = 0
  for (const byte of page) sum = (sum << 8) ^ (checksums[(sum >>> 24) ^ byte] ?? 0)
  return sum >>> 0
}
