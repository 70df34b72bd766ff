export interface SniffedFormat {
  container: string
  isImage: boolean
}

const image = (container: string): SniffedFormat => ({ container, isImage: true })
const timed = (container: string): SniffedFormat => ({ container, isImage: false })

/** The kinds of file we know, told by their first bytes; null for everything else, text and HTML among it. */
export function sniffFormat(head: Uint8Array): SniffedFormat | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  const text = (start: number, end: number) => bytes.toString('latin1', start, end)
  if (bytes.length < 12) return null
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return image('jpeg')
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return image('png')
  if (/^GIF8[79]a$/.test(text(0, 6))) return image('gif')
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return image('webp')
  if (/^(II\*\0|MM\0\*)$/.test(text(0, 4))) return image('tiff')
  if (text(0, 2) === 'BM' && bytes.length >= 26 && [12, 40, 52, 56, 64, 108, 124].includes(bytes.readUInt32LE(14))) return image('bmp')
  if (/^(RIFF|RF64)$/.test(text(0, 4)) && text(8, 12) === 'WAVE') return timed('wav')
  if (text(4, 8) === 'ftyp') {
    const brand = text(8, 12)
    // `mif1` says only that it is a picture; the brands behind it say which kind.
    const pictureBrand =
      brand === 'mif1' ? /(?:....)*?(avif|heic|heix)/s.exec(text(16, Math.min(bytes.length, bytes.readUInt32BE(0))))?.[1] : brand
    if (/^(avif|avis)$/.test(pictureBrand ?? '')) return image('avif')
    if (/^(heic|heix)$/.test(pictureBrand ?? '')) return image('heic')
    if (/^(heim|heis|hevc|hevx|mif1|msf1)$/.test(brand)) return null
    return timed(brand === 'qt  ' ? 'mov' : 'mp4')
  }
  if (/^(moov|mdat|wide|free)$/.test(text(4, 8))) return timed('mov')
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) return timed(bytes.includes('webm') ? 'webm' : 'mkv')
  if (text(0, 4) === 'OggS') return timed('ogg')
  if (text(0, 4) === 'fLaC') return timed('flac')
  if (text(0, 3) === 'ID3') return timed('mp3')
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf0) return timed('aac')
  // An MPEG audio frame: sync, a known layer, and neither a forbidden bit rate nor a forbidden sample rate.
  const [, second = 0, third = 0] = bytes
  if (bytes[0] === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c)
    return timed('mp3')
  return null
}
