import { open, rename, rm, stat } from 'node:fs/promises'
import {
  ALL_FORMATS,
  Conversion,
  FilePathSource,
  FilePathTarget,
  Input,
  type InputAudioTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  Mp4OutputFormat,
  Output,
  Quality,
} from 'mediabunny'
import { loadDecoders } from './load-decoders.ts'
import type { PlayableOutcome } from './media-job.ts'

/** A file with its index in front is put together in memory; a larger one keeps it at its end, where a player finds it by Range. */
const mostBytesInMemory = 400_000_000
/** H.264 of 8 bits in 4:2:0: baseline, main, extended and high. Every browser has a decoder for these. */
const plainAvc = /^avc[13]\.(42|4d|58|64)/i

Logging.level = LogLevel.Silent

/**
 * Writes what every browser plays, H.264 + AAC in an MP4 with its index in front, unless the file is that already. Packets are copied where
 * they can be; what must be encoded anew takes as long as a render, and is left alone unless it is asked for.
 */
export async function writePlayable(filePath: string, outputPath: string, mayEncode: boolean): Promise<PlayableOutcome> {
  const { size } = await stat(filePath)
  using input = new Input({ source: new FilePathSource(filePath), formats: ALL_FORMATS })
  if (!(await input.canRead())) return 'failed'
  const video = await input.getPrimaryVideoTrack()
  if (!video) return 'failed'
  const audio = await input.getPrimaryAudioTrack()
  const isPlainVideo = await isPlainPicture(video)
  const isPlainAudio = await isPlainSound(audio)
  const isSmall = size <= mostBytesInMemory
  if (isPlainVideo && isPlainAudio && (await isMp4WithIndexInFront(filePath, isSmall))) return 'as_it_is'

  const isCopied = isPlainVideo && isPlainAudio
  if (!isCopied && !mayEncode) return 'must_encode'
  if (!isCopied) await loadDecoders()
  if (!isPlainVideo && !(await video.canDecode())) return 'failed'
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    const output = new Output({
      format: new Mp4OutputFormat({ fastStart: isSmall ? 'in-memory' : false }),
      target: new FilePathTarget(temporaryPath),
    })
    const conversion = await Conversion.init({
      input,
      output,
      tracks: 'primary',
      showWarnings: false,
      video: isPlainVideo
        ? { codec: 'avc' }
        : {
            codec: 'avc',
            quality: new Quality('high'),
            keyFrameInterval: 2,
            forceTranscode: true,
            hardwareAcceleration: 'prefer-software',
            ...evenSize(await sizeOf(video)),
          },
      audio: isPlainAudio ? {} : { codec: 'aac', quality: new Quality('high'), forceTranscode: true },
    })
    if (!conversion.isValid || conversion.discardedTracks.some(({ track }) => track === video || track === audio)) return 'failed'
    await conversion.execute()
    await rename(temporaryPath, outputPath)
  } finally {
    await rm(temporaryPath, { force: true })
  }
  return 'written'
}

async function isPlainPicture(track: InputVideoTrack): Promise<boolean> {
  return plainAvc.test((await track.getCodecParameterString()) ?? '')
}

async function isPlainSound(track: InputAudioTrack | null): Promise<boolean> {
  const codec = track === null ? null : await track.getCodec()
  return track === null || codec === 'aac' || codec === 'mp3'
}

async function sizeOf(track: InputVideoTrack) {
  return { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() }
}

/** H.264 in 4:2:0 has no odd sides. */
function evenSize({ width, height }: { width: number; height: number }) {
  if (width % 2 === 0 && height % 2 === 0) return {}
  return { width: Math.max(2, width - (width % 2)), height: Math.max(2, height - (height % 2)), fit: 'fill' as const }
}

/** Of a file too large to be put together anew, the order of its boxes is taken as it is. */
async function isMp4WithIndexInFront(filePath: string, isOrderAsked: boolean): Promise<boolean> {
  await using file = await open(filePath)
  const header = Buffer.alloc(16)
  for (let position = 0, boxes = 0; boxes < 1_000; boxes++) {
    const { bytesRead } = await file.read(header, 0, 16, position)
    if (bytesRead < 8) return false
    const [size32, kind] = [header.readUInt32BE(0), header.toString('latin1', 4, 8)]
    if (boxes === 0 && (kind !== 'ftyp' || header.toString('latin1', 8, 12) === 'qt  ')) return false
    if (kind === 'moov') return true
    if (kind === 'mdat') return !isOrderAsked
    const size = size32 === 1 ? Number(header.readBigUInt64BE(8)) : size32
    if (size < 8) return false
    position += size
  }
  return false
}
