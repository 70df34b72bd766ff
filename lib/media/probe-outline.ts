import { type FileHandle, open } from 'node:fs/promises'
import { CustomSource, Input, Logging, LogLevel } from 'mediabunny'
import sharp from 'sharp'
import { formatsOf } from './container-formats.ts'
import { readHeicSize } from './decode-heic.ts'
import type { FileOutline, MediaFacts, OutlineResult } from './media.ts'
import { hasSamples, imageContentType, isTooManyPixels, maxImagePixels, mediaContentType, probeBitmap, withinReason } from './probe-file.ts'
import { type SniffedFormat, sniffFormat } from './sniff-format.ts'

Logging.level = LogLevel.Silent

/** An image tells its size at its beginning, unless a camera put a preview or a profile first: then a little later. */
const imageHeads = [65_536, 524_288, 4_194_304]

class MissingBytes extends Error {}

/** The bytes that are there; remembers the first stretch that was asked for and is not. */
class Outline {
  missing: { start: number; end: number } | null = null
  readonly #file: FileHandle
  readonly #outline: FileOutline

  constructor(file: FileHandle, outline: FileOutline) {
    this.#file = file
    this.#outline = outline
  }

  async read(start: number, end: number): Promise<Buffer> {
    if (!this.#outline.parts.some((part) => part.start <= start && end <= part.end)) {
      this.missing ??= { start, end }
      throw new MissingBytes()
    }
    const bytes = Buffer.alloc(end - start)
    await this.#file.read(bytes, 0, bytes.length, start)
    return bytes
  }

  get sizeBytes(): number {
    return this.#outline.sizeBytes
  }
}

/**
 * Reads what a file is from some parts of it, or says which part it needs besides. Nothing is decoded: whether the rest is sound, only the
 * whole file could tell.
 */
export async function probeOutline(outline: FileOutline): Promise<OutlineResult> {
  const file = await open(outline.filePath)
  try {
    const bytes = new Outline(file, outline)
    const head = await bytes.read(0, Math.min(4096, outline.sizeBytes)).catch(() => null)
    if (head === null) return { ok: false, reason: 'needs', ...(bytes.missing ?? { start: 0, end: 1 }) }
    const format = sniffFormat(head)
    if (!format) return { ok: false, reason: 'not_media' }
    if (format.container === 'bmp') return withinReason(probeBitmap(head, outline.sizeBytes))
    if (format.container === 'heic') return withinReason(await probeWholeHeic(bytes, outline.filePath))
    return withinReason(await (format.isImage ? probeImageHead(bytes, format) : probeIndex(bytes, format)))
  } finally {
    await file.close()
  }
}

async function probeImageHead(bytes: Outline, format: SniffedFormat): Promise<OutlineResult> {
  for (const headBytes of imageHeads) {
    const end = Math.min(headBytes, bytes.sizeBytes)
    const head = await bytes.read(0, end).catch(() => null)
    if (head === null) return { ok: false, reason: 'needs', start: 0, end }
    const found = await sharp(head, { failOn: 'none', limitInputPixels: maxImagePixels, pages: 1 })
      .metadata()
      .catch((error: unknown) => (isTooManyPixels(error) ? 'too_large' : null))
    if (found === 'too_large') return { ok: false, reason: 'too_large' }
    if (found?.width && found.height) {
      if (found.width * found.height > maxImagePixels) return { ok: false, reason: 'too_large' }
      return {
        ok: true,
        facts: {
          kind: 'image',
          container: format.container,
          contentType: imageContentType(format.container),
          width: found.autoOrient.width,
          height: found.autoOrient.height,
          duration: null,
          videoCodec: null,
          audioCodec: null,
        },
      }
    }
    if (end === bytes.sizeBytes) return { ok: false, reason: 'damaged' }
  }
  return { ok: false, reason: 'damaged' }
}

/** Its size stands in boxes that may lie anywhere. */
async function probeWholeHeic(bytes: Outline, filePath: string): Promise<OutlineResult> {
  if ((await bytes.read(0, bytes.sizeBytes).catch(() => null)) === null)
    return { ok: false, reason: 'needs', start: 0, end: bytes.sizeBytes }
  const size = await readHeicSize(filePath).catch(() => null)
  if (size === null) return { ok: false, reason: 'damaged' }
  const facts = { kind: 'image' as const, container: 'heic', contentType: imageContentType('heic'), ...size }
  return { ok: true, facts: { ...facts, duration: null, videoCodec: null, audioCodec: null } }
}

async function probeIndex(bytes: Outline, format: SniffedFormat): Promise<OutlineResult> {
  const { container } = format
  const facts = await readFrom(bytes, container, (input) => readTrackFacts(input, format))
  if (facts === null) return bytes.missing ? { ok: false, reason: 'needs', ...bytes.missing } : { ok: false, reason: 'damaged' }
  const exact = await readFrom(bytes, container, (input) => input.computeDuration())
  const missing = bytes.missing
  // A long film in fragments or an MP3 would have to be read to its end; what it says of itself must do.
  const duration = exact ?? (await readFrom(bytes, container, (input) => input.getDurationFromMetadata(undefined, { skipLiveWait: true })))
  if (duration !== null) {
    if (!Number.isFinite(duration) || duration <= 0) return { ok: false, reason: 'damaged' }
    return { ok: true, facts: { ...facts, duration: Math.round(duration * 1000) / 1000 } }
  }
  return missing ? { ok: false, reason: 'needs', ...missing, soFar: facts } : { ok: false, reason: 'damaged' }
}

/** Null when bytes are missing or make no sense. Each question gets a reader of its own, because one that failed stays failed. */
async function readFrom<T>(bytes: Outline, container: string, ask: (input: Input) => Promise<T>): Promise<T | null> {
  bytes.missing = null
  const source = new CustomSource({
    getSize: () => bytes.sizeBytes,
    read: (start, end) => bytes.read(start, end),
    handleUnhandledError: () => undefined,
  })
  using input = new Input({ source, formats: formatsOf(container) })
  try {
    return await ask(input)
  } catch {
    return null
  }
}

async function readTrackFacts(input: Input, format: SniffedFormat): Promise<MediaFacts> {
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  if (!(await hasSamples(video ?? audio))) throw new Error('nothing in its tracks')
  const kind = video ? 'video' : 'audio'
  return {
    kind,
    container: format.container,
    contentType: mediaContentType(format.container, kind),
    width: video ? await video.getDisplayWidth() : null,
    height: video ? await video.getDisplayHeight() : null,
    duration: null,
    videoCodec: video ? await video.getCodec() : null,
    audioCodec: audio ? await audio.getCodec() : null,
  }
}
