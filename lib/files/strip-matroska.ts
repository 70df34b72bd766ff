import { type ByteReader, type Patch, textOf, viewOf } from './patches.ts'
import type { StrippedClip } from './strip-clip.ts'

const segment = 0x18538067
const info = 0x1549a966
const tags = 0x1254c367
const attachments = 0x1941a469
const cluster = 0x1f43b675
const chapters = 0x1043a770
/** Everything that may stand directly in a segment: such an element ends a cluster of unknown length. */
const topLevel = new Set([segment, info, tags, attachments, cluster, chapters, 0x114d9b74, 0x1654ae6b, 0x1c53bb6b, 0x1a45dfa3])
/** Title, date, and the names of this and the neighbouring files. */
const facts = new Set([0x7ba9, 0x4461, 0x7384, 0x3c83ab, 0x3e83bb])
const checksum = 0xbf
const title = 0x7ba9
const [tag, simpleTag, tagName] = [0x7373, 0x67c8, 0x45a3]
const harmless =
  /^(encoder(_options|_settings)?|duration|handler_name|vendor_id|major_brand|minor_version|compatible_brands|creation_time|_statistics.*|bps|number_of_.*|)(-\w+)?$/i
const place = /location|gps|latitude|longitude|xyz/i
const maxElements = 2_000_000
const maxLookBytes = 1024 ** 2

interface Element {
  id: number
  start: number
  body: number
  /** Null where the length is unknown. */
  end: number | null
}

/** Matroska and WebM: an element that tells something becomes an empty one of the same length. */
export async function stripMatroska(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  let position = 0
  for (let count = 0; position < file.size; count++) {
    if (count > maxElements) return null
    const element = elementAt(await file.read(position, position + 16), 0, position)
    if (element === null) return null
    const isMeant = topLevel.has(element.id)
    // Inside a segment, and inside a cluster whose length nobody wrote.
    if (element.id === segment || element.end === null) {
      if (!isMeant) return null
      position = element.body
      continue
    }
    if (element.end > file.size) return null
    if (element.id === info) stripInfo(await file.read(element.start, element.end), element, found)
    if (element.id === tags || element.id === attachments || element.id === chapters) {
      const names = element.id === tags ? namesIn(await file.read(element.body, Math.min(element.end, element.body + maxLookBytes))) : []
      found.isTelling ||= element.id === attachments || names.some((name) => !harmless.test(name))
      found.hadLocation ||= names.some((name) => place.test(name))
      found.patches.push(emptied(element.start, element.end))
    }
    position = element.end
  }
  return found
}

function stripInfo(bytes: Uint8Array, { start, body }: Element, found: StrippedClip): void {
  const parts = elementsIn(bytes, body - start, bytes.length)
  const gone = parts.filter(({ id }) => facts.has(id))
  if (gone.length === 0) return
  found.isTelling ||= gone.some((part) => part.id === title)
  for (const part of parts.filter(({ id }) => facts.has(id) || id === checksum))
    found.patches.push(emptied(start + part.start, start + part.end))
}

function namesIn(bytes: Uint8Array): string[] {
  return elementsIn(bytes, 0, bytes.length).flatMap(({ id, body, end }) => {
    if (id === tagName) return textOf(bytes, body, end)
    return id === tag || id === simpleTag ? namesIn(bytes.subarray(body, end)) : []
  })
}

function elementsIn(bytes: Uint8Array, start: number, end: number): (Element & { end: number })[] {
  const elements: (Element & { end: number })[] = []
  for (let position = start; position < end; ) {
    const element = elementAt(bytes, position, position)
    if (!element || element.end === null || element.end > end) break
    elements.push({ ...element, end: element.end })
    position = element.end
  }
  return elements
}

function elementAt(bytes: Uint8Array, at: number, start: number): Element | null {
  const idLength = lengthAt(bytes, at)
  const sizeLength = lengthAt(bytes, at + idLength)
  if (idLength > 4 || sizeLength > 8 || at + idLength + sizeLength > bytes.length) return null
  let id = 0
  for (let index = 0; index < idLength; index++) id = id * 256 + (bytes[at + index] ?? 0)
  const first = (bytes[at + idLength] ?? 0) & (0xff >> sizeLength)
  let size = first
  let isUnknown = first === 0xff >> sizeLength
  for (let index = 1; index < sizeLength; index++) {
    const byte = bytes[at + idLength + index] ?? 0
    size = size * 256 + byte
    isUnknown &&= byte === 0xff
  }
  const body = start + idLength + sizeLength
  return { id, start, body, end: isUnknown ? null : body + size }
}

/** How many bytes a number has, as its first one says; 9 where it is none. */
function lengthAt(bytes: Uint8Array, at: number): number {
  return Math.clz32(bytes[at] ?? 0) - 23
}

function emptied(start: number, end: number): Patch {
  const size = end - start
  const head = new Uint8Array(size < 10 ? 2 : 9)
  head[0] = 0xec
  if (size < 10) head[1] = 0x80 | (size - 2)
  else viewOf(head).setBigUint64(1, BigInt(size - 9) | (1n << 56n))
  return { start, end, with: head }
}
