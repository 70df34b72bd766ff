/** What a picture's Exif block (a small TIFF) says that matters to us. */
export interface ExifFacts {
  /** 1 to 8; 1 is upright. */
  orientation: number
  hasLocation: boolean
}

const orientationTag = 0x0112
const gpsTag = 0x8825

/** Reads the first directory only: both tags stand there. Anything that makes no sense reads as "nothing said". */
export function readExif(tiff: Uint8Array): ExifFacts {
  const facts: ExifFacts = { orientation: 1, hasLocation: false }
  if (tiff.length < 14) return facts
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const isLittle = view.getUint16(0) === 0x4949
  if (!isLittle && view.getUint16(0) !== 0x4d4d) return facts
  const directory = view.getUint32(4, isLittle)
  if (directory + 2 > tiff.length) return facts
  const count = view.getUint16(directory, isLittle)
  for (let index = 0; index < count; index++) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > tiff.length) break
    const tag = view.getUint16(entry, isLittle)
    if (tag === gpsTag) facts.hasLocation = true
    if (tag !== orientationTag) continue
    const value = view.getUint16(entry + 8, isLittle)
    if (value >= 1 && value <= 8) facts.orientation = value
  }
  return facts
}

/** An Exif block that says how the picture is to be turned, and nothing else. */
export function writeOrientation(orientation: number): Uint8Array<ArrayBuffer> {
  const tiff = new Uint8Array(26)
  const view = new DataView(tiff.buffer)
  view.setUint16(0, 0x4d4d)
  view.setUint16(2, 42)
  view.setUint32(4, 8)
  view.setUint16(8, 1)
  view.setUint16(10, orientationTag)
  view.setUint16(12, 3)
  view.setUint32(14, 1)
  view.setUint16(18, orientation)
  return tiff
}
