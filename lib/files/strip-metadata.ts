import { readExif, writeOrientation } from './exif.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface StrippedPicture {
  /** The same pixels and colours without anything that tells about the camera, the place or the person. */
  bytes: Bytes
  /** False where there was nothing to take out. */
  isChanged: boolean
  /** How the picture is to be turned (1: not at all); it stays in the file, or the picture would lie on its side. */
  orientation: number
  hadLocation: boolean
}

interface Parts {
  kept: Bytes[]
  orientation: number
  hadLocation: boolean
}

const readers = { jpeg: readJpeg, png: readPng, webp: readWebp }

/** Takes metadata out byte by byte, without decoding: nothing is lost. Null for every format but JPEG, PNG and WebP, and for broken files. */
export function stripMetadata(bytes: Bytes): StrippedPicture | null {
  const format = formatOf(bytes)
  if (format === null) return null
  const parts = readers[format](bytes)
  if (parts === null) return null
  const stripped = joinBytes(parts.kept)
  return {
    bytes: stripped,
    isChanged: !isSame(stripped, bytes),
    orientation: parts.orientation,
    hadLocation: parts.hadLocation,
  }
}

function formatOf(bytes: Bytes): keyof typeof readers | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (textAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  return textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 12) === 'WEBP' ? 'webp' : null
}

const startOfScan = 0xda
const exifHeader = 'Exif\0\0'

function readJpeg(bytes: Bytes): Parts | null {
  const parts: Parts = { kept: [bytes.subarray(0, 2)], orientation: 1, hadLocation: false }
  let position = 2
  for (;;) {
    while (bytes[position] === 0xff && bytes[position + 1] === 0xff) position++
    const marker = bytes[position + 1]
    if (bytes[position] !== 0xff || marker === undefined) return null
    if (marker === 0xd9) {
      // What follows the end is another picture (a phone's gain map, a burst) with facts of its own.
      parts.kept.push(bytes.subarray(position, position + 2))
      insertOrientation(parts, (orientation) => jpegSegment(0xe1, joinBytes([latin(exifHeader), orientation])))
      return parts
    }
    const length = ((bytes[position + 2] ?? 0) << 8) | (bytes[position + 3] ?? 0)
    let end = position + 2 + length
    if (length < 2 || end > bytes.length) return null
    const segment = bytes.subarray(position, end)
    if (marker === startOfScan) end = findScanEnd(bytes, end)
    if (marker === 0xe1 && textAt(segment, 4, 10) === exifHeader) noteExif(parts, segment.subarray(10))
    if (isJpegSegmentKept(marker, segment)) parts.kept.push(bytes.subarray(position, end))
    position = end
  }
}

/** Of the application segments only those that the colours need: JFIF, the colour profile, Adobe's. */
function isJpegSegmentKept(marker: number, segment: Bytes): boolean {
  if (marker === 0xe2) return textAt(segment, 4, 16) === 'ICC_PROFILE\0'
  if (marker === 0xfe) return false
  return marker < 0xe0 || marker > 0xef || marker === 0xe0 || marker === 0xee
}

function findScanEnd(bytes: Bytes, start: number): number {
  for (let position = start; position + 1 < bytes.length; position++) {
    if (bytes[position] !== 0xff) continue
    const next = bytes[position + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return position
  }
  return bytes.length
}

function jpegSegment(marker: number, content: Bytes): Bytes {
  const length = content.length + 2
  return joinBytes([new Uint8Array([0xff, marker, length >> 8, length & 0xff]), content])
}

const pngKept = /^(IHDR|PLTE|IDAT|IEND|tRNS|cHRM|gAMA|iCCP|sBIT|sRGB|cICP|mDCV|cLLI|bKGD|hIST|pHYs|sPLT|acTL|fcTL|fdAT)$/

function readPng(bytes: Bytes): Parts | null {
  const parts: Parts = { kept: [bytes.subarray(0, 8)], orientation: 1, hadLocation: false }
  const view = viewOf(bytes)
  let position = 8
  while (position + 12 <= bytes.length) {
    const end = position + 12 + view.getUint32(position)
    if (end > bytes.length) return null
    const name = textAt(bytes, position + 4, position + 8)
    if (name === 'eXIf') noteExif(parts, bytes.subarray(position + 8, end - 4))
    if (pngKept.test(name)) parts.kept.push(bytes.subarray(position, end))
    if (name === 'IEND') {
      insertOrientation(parts, (orientation) => pngChunk('eXIf', orientation), 2)
      return parts
    }
    position = end
  }
  return null
}

function pngChunk(name: string, content: Bytes): Bytes {
  const chunk = new Uint8Array(content.length + 12)
  const view = viewOf(chunk)
  view.setUint32(0, content.length)
  chunk.set(latin(name), 4)
  chunk.set(content, 8)
  view.setUint32(chunk.length - 4, crc32(chunk.subarray(4, chunk.length - 4)))
  return chunk
}

function crc32(bytes: Bytes): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

const webpExifFlag = 0x08
const webpXmpFlag = 0x04

function readWebp(bytes: Bytes): Parts | null {
  const parts: Parts = { kept: [], orientation: 1, hadLocation: false }
  const view = viewOf(bytes)
  const last = Math.min(bytes.length, 8 + view.getUint32(4, true))
  let extended: Bytes | null = null
  let position = 12
  while (position + 8 <= last) {
    const size = view.getUint32(position + 4, true)
    const end = position + 8 + size + (size & 1)
    if (position + 8 + size > last) return null
    const name = textAt(bytes, position, position + 4)
    if (name === 'EXIF') noteExif(parts, withoutHeader(bytes.subarray(position + 8, position + 8 + size)))
    if (name === 'VP8X') {
      extended = bytes.slice(position, end)
      extended[8] = (extended[8] ?? 0) & ~(webpExifFlag | webpXmpFlag)
      parts.kept.push(extended)
    } else if (/^(VP8 |VP8L|ALPH|ANIM|ANMF|ICCP)$/.test(name)) parts.kept.push(bytes.subarray(position, Math.min(end, last)))
    position = end
  }
  if (parts.kept.length === 0) return null
  // Without the extended header there is no place for Exif, and none was there.
  if (extended !== null && parts.orientation !== 1) {
    extended[8] = (extended[8] ?? 0) | webpExifFlag
    parts.kept.push(riffChunk('EXIF', writeOrientation(parts.orientation)))
  }
  const body = joinBytes(parts.kept)
  const head = new Uint8Array(12)
  head.set(bytes.subarray(0, 12))
  viewOf(head).setUint32(4, body.length + 4, true)
  parts.kept = [head, body]
  return parts
}

/** Some writers put JPEG's header in front of the block. */
function withoutHeader(exif: Bytes): Bytes {
  return textAt(exif, 0, 6) === exifHeader ? exif.subarray(6) : exif
}

function riffChunk(name: string, content: Bytes): Bytes {
  const chunk = new Uint8Array(8 + content.length + (content.length & 1))
  chunk.set(latin(name))
  viewOf(chunk).setUint32(4, content.length, true)
  chunk.set(content, 8)
  return chunk
}

function noteExif(parts: Parts, tiff: Bytes): void {
  const { orientation, hasLocation } = readExif(tiff)
  parts.orientation = orientation
  parts.hadLocation ||= hasLocation
}

function insertOrientation(parts: Parts, wrap: (orientation: Bytes) => Bytes, place = 1): void {
  if (parts.orientation !== 1) parts.kept.splice(place, 0, wrap(writeOrientation(parts.orientation)))
}

function textAt(bytes: Bytes, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end))
}

function latin(text: string): Bytes {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

function viewOf(bytes: Bytes): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function joinBytes(pieces: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    joined.set(piece, position)
    position += piece.length
  }
  return joined
}

function isSame(one: Bytes, other: Bytes): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
