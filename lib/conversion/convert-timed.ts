import {
  type AudioSample,
  Conversion,
  type ConversionAudioOptions,
  type ConversionVideoOptions,
  canEncodeAudio,
  canEncodeVideo,
  EncodedPacketSink,
  type Input,
  type InputAudioTrack,
  type InputVideoTrack,
  Mp3OutputFormat,
  Mp4OutputFormat,
  Output,
  type OutputFormat,
  Quality,
  type Target,
  WavOutputFormat,
} from 'mediabunny'
import { type SoundCodec, soundLimit } from './sound-limit.ts'

export type TimedFormat = 'mp4' | 'mp3' | 'wav'

export interface TimedConversion {
  input: Input
  target: Target
  to: TimedFormat
  /** Seconds in the file, by its own clock; left out: from its beginning, to its end. */
  start?: number
  end?: number
  /** The longest side in px that a video may have. */
  maxSide?: number
  onProgress?: (share: number) => void
  signal?: AbortSignal
}

/** `unsupported`: this browser or machine cannot decode or encode what is needed. */
export type TimedResult = 'done' | 'unsupported'

const soundCodecs: Record<TimedFormat, SoundCodec> = { mp4: 'aac', mp3: 'mp3', wav: 'pcm-s16' }
const toleranceSeconds = 0.001
/** A film with its index in front is put together in memory; a long one has it at its end. */
const mostSecondsInMemory = 120
/** MP3 knows no more than two channels and no finer rate. */
const mostMp3 = { channels: 2, sampleRate: 48_000 }

/**
 * Cuts and converts a video or sound, the same in a browser as on the server. Everything is encoded anew, so a cut is exact to the frame
 * and never longer than asked for; rotation is worked into the picture, and tags, place among them, stay behind.
 */
export async function convertTimed(options: TimedConversion): Promise<TimedResult> {
  const { input, target, to, signal } = options
  const video = to === 'mp4' ? await input.getPrimaryVideoTrack() : null
  const audio = await input.getPrimaryAudioTrack()
  if ((to === 'mp4' && !video) || (!video && !audio)) return 'unsupported'
  const soundCodec = soundCodecs[to]
  if (video && !(await canConvertVideo(video, options))) return 'unsupported'
  const soundWay = audio && (await findSoundWay(audio, soundCodec))
  if (audio && !soundWay) return 'unsupported'
  const asked = {
    start: options.start ?? Math.max(0, await input.getFirstTimestamp()),
    end: Math.min(options.end ?? Number.POSITIVE_INFINITY, await input.computeDuration()),
  }
  if (!(asked.end > asked.start)) return 'unsupported'
  const { start, end } = video ? await wholeFrames(video, asked) : asked
  const conversion = await Conversion.init({
    input,
    output: new Output({ format: formatOf(to, end - start), target }),
    tracks: 'primary',
    showWarnings: false,
    trim: { start, end },
    tags: {},
    video: video ? await videoOptions(video, options.maxSide) : { discard: true },
    audio: audio && soundWay === 'encode' ? await audioOptions(audio, soundCodec, end - start) : { discard: !audio },
    copy: { boundaryPolicy: 'shrink' },
  })
  const wanted = [video, audio].filter((track) => track !== null)
  if (!conversion.isValid || conversion.discardedTracks.some(({ track }) => wanted.some((one) => one === track))) return 'unsupported'
  if (options.onProgress) conversion.onProgress = options.onProgress
  const cancel = () => void conversion.cancel()
  signal?.throwIfAborted()
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    await conversion.execute()
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
  return 'done'
}

interface Range {
  start: number
  end: number
}

/** A sliver of a frame at either end would be shown as long as a whole one. */
async function wholeFrames(track: InputVideoTrack, { start, end }: Range): Promise<Range> {
  const sink = new EncodedPacketSink(track)
  const first = await sink.getPacket(start, { metadataOnly: true })
  const from = first ? Math.max(0, first.timestamp) : start
  const to = Math.min(end, from + end - start)
  const last = await sink.getPacket(to - toleranceSeconds, { metadataOnly: true })
  const isWhole = !last || to - last.timestamp > last.duration - toleranceSeconds
  return { start: from, end: isWhole || last.timestamp <= from ? to : last.timestamp }
}

function formatOf(to: TimedFormat, seconds: number): OutputFormat {
  if (to === 'mp4') return new Mp4OutputFormat({ fastStart: seconds <= mostSecondsInMemory ? 'in-memory' : false })
  return to === 'mp3' ? new Mp3OutputFormat() : new WavOutputFormat()
}

async function canConvertVideo(track: InputVideoTrack, { maxSide }: TimedConversion): Promise<boolean> {
  if (!(await track.canDecode())) return false
  return canEncodeVideo('avc', { ...(await fittedSize(track, maxSide)), quality: new Quality('high') })
}

/** H.264 in 4:2:0 has no odd sides. */
async function fittedSize(track: InputVideoTrack, maxSide = Number.POSITIVE_INFINITY): Promise<{ width: number; height: number }> {
  const width = await track.getDisplayWidth()
  const height = await track.getDisplayHeight()
  const scale = Math.min(1, maxSide / Math.max(width, height))
  const even = (side: number) => Math.max(2, Math.round((side * scale) / 2) * 2)
  return { width: even(width), height: even(height) }
}

async function videoOptions(track: InputVideoTrack, maxSide: number | undefined): Promise<ConversionVideoOptions> {
  return {
    ...(await fittedSize(track, maxSide)),
    fit: 'fill',
    codec: 'avc',
    quality: new Quality('high'),
    keyFrameInterval: 2,
    forceTranscode: true,
    allowTransformationMetadata: false,
  }
}

/** Many browsers read AAC and write none: its blocks of a fiftieth of a second are then taken over as they are. */
async function findSoundWay(track: InputAudioTrack, codec: SoundCodec): Promise<'encode' | 'copy' | null> {
  if ((await track.canDecode()) && (await canEncodeAudio(codec))) return 'encode'
  return (await track.getCodec()) === codec && codec === 'aac' ? 'copy' : null
}

async function audioOptions(track: InputAudioTrack, codec: SoundCodec, seconds: number): Promise<ConversionAudioOptions> {
  const channels = await track.getNumberOfChannels()
  const ownRate = await track.getSampleRate()
  const sampleRate = codec === 'pcm-s16' ? ownRate : Math.min(ownRate, mostMp3.sampleRate)
  const limit = soundLimit(seconds, sampleRate, codec)
  return {
    codec,
    forceTranscode: true,
    ...(codec !== 'pcm-s16' && { quality: new Quality('high') }),
    ...(sampleRate !== ownRate && { sampleRate }),
    ...(codec === 'mp3' && channels > mostMp3.channels && { numberOfChannels: mostMp3.channels }),
    process: (sample) => cutSample(sample, limit),
  }
}

function cutSample(sample: AudioSample, limit: number): AudioSample | null {
  const left = limit - Math.round(sample.timestamp * sample.sampleRate)
  if (left <= 0) return null
  return left >= sample.numberOfFrames ? sample : sample.trim(0, left)
}
