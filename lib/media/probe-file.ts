import { open } from 'node:fs/promises'
import {
  EncodedPacketSink,
  FilePathSource,
  Input,
  type InputTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  VideoSampleSink,
} from 'mediabunny'
import sharp from 'sharp'
import { formatsOf } from './container-formats.ts'
import { readHeicSize } from './decode-heic.ts'
import { loadDecoders } from './load-decoders.ts'
import type { MediaFacts, OutlineResult, ProbeResult } from './media.ts'
import { type SniffedFormat, sniffFormat } from './sniff-format.ts'

/** Some kinds are read whole before anything is known of them. */
const maxImageFileBytes = 100 * 1024 ** 2
const maxFileBytes = 8 * 1024 ** 3
export const maxImagePixels = 120_000_000
/** An interlaced picture is unpacked whole: a megabyte can hold one of 950 (measured 2026-11-21: 1.3 GB in the media process). */
const maxUnpackedBytes = 512 * 1024 ** 2
const sampleBytes: Record<string, number> = { uchar: 1, char: 1, ushort: 2, short: 2 }
/** A strip of one pixel's width can be longer than any request may say, and a table of a few bytes can claim years. */
const maxSidePx = 65_535
const maxSeconds = 86_400

Logging.level = LogLevel.Silent

const contentTypes: Record<string, string> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  bmp: 'image/bmp',
  heic: 'image/heic',
  tiff: 'image/tiff',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  aac: 'audio/aac',
}

export function imageContentType(container: string): string {
  return contentTypes[container] ?? 'application/octet-stream'
}

export function isTooManyPixels(error: unknown): boolean {
  return error instanceof Error && /pixel limit/i.test(error.message)
}

function imageFacts(container: string, width: number, height: number): ProbeResult {
  const contentType = imageContentType(container)
  return { ok: true, facts: { kind: 'image', container, contentType, width, height, duration: null, videoCodec: null, audioCodec: null } }
}

async function probeImage(filePath: string, container: string): Promise<ProbeResult> {
  if (container === 'heic') {
    const { width, height } = await readHeicSize(filePath)
    return imageFacts(container, width, height)
  }
  const image = sharp(filePath, { failOn: 'truncated', limitInputPixels: maxImagePixels, animated: false })
  const { width, height, autoOrient, channels, depth } = await image.metadata()
  if (!width || !height) return { ok: false, reason: 'damaged' }
  const unpackedBytes = width * height * channels * (sampleBytes[depth] ?? 4)
  if (width * height > maxImagePixels || unpackedBytes > maxUnpackedBytes) return { ok: false, reason: 'too_large' }
  // The header alone says nothing about the rest of the file: decode it once, small.
  await image.resize({ width: 32, height: 32, fit: 'inside' }).raw().toBuffer()
  return imageFacts(container, autoOrient.width, autoOrient.height)
}

/** No film has measures like these, and a header can claim any. */
export function withinReason<Result extends ProbeResult | OutlineResult>(result: Result): Result | { ok: false; reason: 'too_large' } {
  if (!result.ok) return result
  const { width, height, duration } = result.facts
  const isFit = Math.max(width ?? 0, height ?? 0) <= maxSidePx && (width ?? 0) * (height ?? 0) <= maxImagePixels
  return isFit && (duration ?? 0) <= maxSeconds ? result : { ok: false, reason: 'too_large' }
}

/** BMP: sharp does not read it, and its size is in the header. */
export function probeBitmap(head: Buffer, sizeBytes: number): ProbeResult {
  if (head.length < 30) return { ok: false, reason: 'damaged' }
  const width = head.readInt32LE(18)
  const height = Math.abs(head.readInt32LE(22))
  if (width <= 0 || height === 0 || head.readUInt32LE(2) > sizeBytes) return { ok: false, reason: 'damaged' }
  return width * height > maxImagePixels ? { ok: false, reason: 'too_large' } : imageFacts('bmp', width, height)
}

/** An MP4 cut off in a download still has its index in front; its boxes tell that bytes are missing. */
async function areBoxesWhole(filePath: string, sizeBytes: number): Promise<boolean> {
  const file = await open(filePath)
  try {
    const header = Buffer.alloc(16)
    for (let position = 0, boxes = 0; position < sizeBytes && boxes < 10_000; boxes++) {
      const { bytesRead } = await file.read(header, 0, 16, position)
      if (bytesRead < 8) return false
      const size32 = header.readUInt32BE(0)
      if (size32 === 0) return true
      const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32
      if (size < 8) return false
      position += size
      if (position > sizeBytes) return false
    }
    return true
  } finally {
    await file.close()
  }
}

/**
 * True when a track has at least one sample. Asked before the duration: of a FLAC without a frame that can be read, or of 0 samples a second,
 * mediabunny 1.61 looks for the last one for ever.
 */
export async function hasSamples(track: InputTrack | null): Promise<boolean> {
  if (!track) return false
  if (track.isAudioTrack() && !((await track.getSampleRate()) > 0)) return false
  return (await new EncodedPacketSink(track).getFirstPacket({ metadataOnly: true })) !== null
}

async function isFirstFrameReadable(track: InputVideoTrack): Promise<boolean> {
  await loadDecoders()
  if (!(await track.canDecode())) return true
  const sample = await new VideoSampleSink(track).getSample(await track.getFirstTimestamp())
  sample?.close()
  return sample !== null
}

export function mediaContentType(container: string, kind: MediaFacts['kind']): string {
  if (container === 'mov') return 'video/quicktime'
  if (container === 'mkv') return kind === 'audio' ? 'audio/x-matroska' : 'video/x-matroska'
  if (container === 'mp4' || container === 'webm') return `${kind}/${container}`
  return contentTypes[container] ?? 'application/octet-stream'
}

async function probeTimed(filePath: string, format: SniffedFormat, sizeBytes: number): Promise<ProbeResult> {
  if ((format.container === 'mp4' || format.container === 'mov') && !(await areBoxesWhole(filePath, sizeBytes)))
    return { ok: false, reason: 'damaged' }
  using input = new Input({ source: new FilePathSource(filePath), formats: formatsOf(format.container) })
  if (!(await input.canRead())) return { ok: false, reason: 'damaged' }
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  // Some encoders leave a film an empty track of sound; the film is what counts.
  if (!(await hasSamples(video ?? audio))) return { ok: false, reason: 'damaged' }
  const duration = await input.computeDuration()
  if (!Number.isFinite(duration) || duration <= 0) return { ok: false, reason: 'damaged' }
  if (video && !(await isFirstFrameReadable(video))) return { ok: false, reason: 'damaged' }
  const kind = video ? 'video' : 'audio'
  return {
    ok: true,
    facts: {
      kind,
      container: format.container,
      contentType: mediaContentType(format.container, kind),
      width: video ? await video.getDisplayWidth() : null,
      height: video ? await video.getDisplayHeight() : null,
      duration: Math.round(duration * 1000) / 1000,
      videoCodec: video ? await video.getCodec() : null,
      audioCodec: audio ? await audio.getCodec() : null,
    },
  }
}

/** Reads what a file is from its bytes; its name is not looked at. */
export async function probeFile(filePath: string): Promise<ProbeResult> {
  const file = await open(filePath)
  let head: Buffer
  let sizeBytes: number
  try {
    sizeBytes = (await file.stat()).size
    head = Buffer.alloc(Math.min(sizeBytes, 4096))
    await file.read(head, 0, head.length, 0)
  } finally {
    await file.close()
  }
  if (sizeBytes > maxFileBytes) return { ok: false, reason: 'too_large' }
  const format = sniffFormat(head)
  if (!format) return { ok: false, reason: 'not_media' }
  if (format.isImage && sizeBytes > maxImageFileBytes) return { ok: false, reason: 'too_large' }
  try {
    if (format.container === 'bmp') return withinReason(probeBitmap(head, sizeBytes))
    return withinReason(await (format.isImage ? probeImage(filePath, format.container) : probeTimed(filePath, format, sizeBytes)))
  } catch (error) {
    if (isTooManyPixels(error)) return { ok: false, reason: 'too_large' }
    return { ok: false, reason: 'damaged' }
  }
}
