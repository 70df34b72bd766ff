import { rename, rm } from 'node:fs/promises'
import { ALL_FORMATS, FilePathSource, Input, type InputVideoTrack, Logging, LogLevel, type VideoSample, VideoSampleSink } from 'mediabunny'
import sharp from 'sharp'
import { loadDecoders } from './load-decoders.ts'
import { type Colours, readPixels } from './read-pixels.ts'

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
  await writePicture(sample, outputPath, await coloursOf(track, sample))
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

/** The stream's own word goes first; a film whose stream says nothing may say it in its container. */
async function coloursOf(track: InputVideoTrack, sample: VideoSample): Promise<Colours> {
  const { matrix, fullRange } = sample.colorSpace
  const told = await track.getColorSpace()
  return { matrix: matrix ?? told.matrix ?? null, fullRange: fullRange ?? told.fullRange ?? null, height: sample.displayHeight }
}

async function writePicture(sample: VideoSample, outputPath: string, colours: Colours): Promise<void> {
  const isPlain = sample.codedWidth === sample.displayWidth && sample.codedHeight === sample.displayHeight && sample.rotation === 0
  const upright =
    isPlain && !sample.flip ? sample : await sample.transform({ width: sample.displayWidth, height: sample.displayHeight, fit: 'fill' })
  try {
    const { data, width, height } = await readPixels(upright, colours)
    const temporaryPath = `${outputPath}.${process.pid}.part`
    try {
      await sharp(data, { raw: { width, height, channels: 3 } })
        .png()
        .toFile(temporaryPath)
      await rename(temporaryPath, outputPath)
    } finally {
      await rm(temporaryPath, { force: true })
    }
  } finally {
    if (upright !== sample) upright.close()
  }
}
