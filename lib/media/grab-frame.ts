import { ALL_FORMATS, FilePathSource, Input, type InputVideoTrack, Logging, LogLevel, type VideoSample, VideoSampleSink } from 'mediabunny'
import sharp from 'sharp'
import { loadDecoders } from './load-decoders.ts'
import { readFrame } from './read-frame.ts'
import { writeWhole } from './write-whole.ts'

Logging.level = LogLevel.Silent

/** Browsers cut a frame's time to whole microseconds, and a playhead that stands on it must not mean the frame before. */
const toleranceSeconds = 0.001

/**
 * Writes one frame as a PNG at the film's full size, upright and with square pixels.
 * @param at the playhead in seconds, whose frame is the one on the screen at that moment; `last` is the last one that can be decoded.
 * @returns when the frame begins, or null when none can be decoded.
 */
export async function grabFrame(filePath: string, outputPath: string, at: number | 'last'): Promise<number | null> {
  await loadDecoders()
  using input = new Input({ source: new FilePathSource(filePath), formats: ALL_FORMATS })
  if (!(await input.canRead())) return null
  const track = await input.getPrimaryVideoTrack()
  if (!track || !(await track.canDecode())) return null
  const found = at === 'last' ? await findLast(track) : await findAt(track, at)
  if (!found) return null
  using sample = found
  const { data, width, height } = await readFrame(track, sample)
  const picture = sharp(data, { raw: { width, height, channels: 3 } }).png()
  await writeWhole(outputPath, (temporaryPath) => picture.toFile(temporaryPath))
  return sample.timestamp
}

async function findAt(track: InputVideoTrack, at: number): Promise<VideoSample | null> {
  const wanted = Math.max(at + toleranceSeconds, await track.getFirstTimestamp())
  return new VideoSampleSink(track).getSample(wanted)
}

async function findLast(track: InputVideoTrack): Promise<VideoSample | null> {
  const sink = new VideoSampleSink(track)
  const last = await sink.getSample(Number.POSITIVE_INFINITY).catch(() => null)
  if (last) return last
  // The end is damaged: what can still be decoded, from the front.
  let latest: VideoSample | null = null
  try {
    for await (const sample of sink.samples()) {
      latest?.close()
      latest = sample
    }
  } catch (error) {
    if (!latest) throw error
  }
  return latest
}
