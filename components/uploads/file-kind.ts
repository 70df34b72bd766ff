import type { FileKind } from '#lib/generation/file-kinds.ts'

/** Enough for every mark below. */
export const headBytes = 4096

export interface SniffedFile {
  kind: FileKind
  /** Named as the server names it. */
  container: string
}

const images = /^(avif|avis)$/
const stills = /^(heic|heix|heim|heis|hevc|mif1|msf1)$/

/** What a file is by its first bytes, whatever it is called; null where they say nothing. Video and audio share containers: a closer look may correct it. */
export function sniffFile(head: Uint8Array): SniffedFile | null {
  const text = (start: number, end: number) => String.fromCharCode(...head.subarray(start, end))
  const found = (kind: FileKind, container: string): SniffedFile => ({ kind, container })
  const [first = 0, second = 0, third = 0] = head
  if (first === 0xff && second === 0xd8 && third === 0xff) return found('image', 'jpeg')
  if (text(1, 4) === 'PNG' && first === 0x89) return found('image', 'png')
  if (/^GIF8[79]a$/.test(text(0, 6))) return found('image', 'gif')
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return found('image', 'webp')
  if (/^(RIFF|RF64)$/.test(text(0, 4)) && text(8, 12) === 'WAVE') return found('audio', 'wav')
  if (text(0, 2) === 'BM' && head.length >= 26) return found('image', 'bmp')
  if (/^(II\*\0|MM\0\*)$/.test(text(0, 4))) return found('image', 'tiff')
  if (text(4, 8) === 'ftyp') {
    const brand = text(8, 12)
    if (images.test(brand)) return found('image', 'avif')
    if (stills.test(brand)) return found('image', 'heic')
    if (/^M4[AB] $/.test(brand)) return found('audio', 'mp4')
    return found('video', brand === 'qt  ' ? 'mov' : 'mp4')
  }
  if (/^(moov|mdat|wide|free)$/.test(text(4, 8))) return found('video', 'mov')
  if (first === 0x1a && second === 0x45 && third === 0xdf && head[3] === 0xa3)
    return found('video', text(0, head.length).includes('webm') ? 'webm' : 'mkv')
  if (text(0, 4) === 'OggS') return found('audio', 'ogg')
  if (text(0, 4) === 'fLaC') return found('audio', 'flac')
  if (text(0, 3) === 'ID3') return found('audio', 'mp3')
  if (first === 0xff && (second & 0xf6) === 0xf0) return found('audio', 'aac')
  // An MPEG audio frame: sync, a known layer, and neither a forbidden bit rate nor a forbidden sample rate.
  if (first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0 && third >> 4 !== 15 && (third & 0x0c) !== 0x0c)
    return found('audio', 'mp3')
  return null
}

export type ReadHead = { ok: true; sniffed: SniffedFile | null } | { ok: false }

/** Not ok: the browser may not read it, which is what a folder or a file that was moved away is like. */
export async function readKind(file: Blob): Promise<ReadHead> {
  try {
    return { ok: true, sniffed: sniffFile(new Uint8Array(await file.slice(0, headBytes).arrayBuffer())) }
  } catch {
    return { ok: false }
  }
}
