import { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel, VideoSampleSink } from 'mediabunny'
import sharp from 'sharp'
import { loadDecoders } from './load-decoders.ts'
import type { PreviewStrip } from './media.ts'
import { readFrame, sizeWithin } from './read-frame.ts'
import { writeWhole } from './write-whole.ts'

const maxSidePx = 200
const framesPerSecond = 3
const mostFrames = 36
const mostColumns = 6

Logging.level = LogLevel.Silent

/** Draws a video's frames, evenly taken, into one WebP picture, row by row; null when none can be decoded. */
export async function writePreview(filePath: string, outputPath: string): Promise<PreviewStrip | null> {
  await loadDecoders()
  using input = new Input({ source: new FilePathSource(filePath), formats: ALL_FORMATS })
  if (!(await input.canRead())) return null
  const track = await input.getPrimaryVideoTrack()
  if (!track || !(await track.canDecode())) return null
  const start = await track.getFirstTimestamp()
  const length = (await track.computeDuration()) - start
  const frames = Math.max(2, Math.min(mostFrames, Math.round(length * framesPerSecond)))
  const interval = length / frames
  const size = sizeWithin({ width: await track.getDisplayWidth(), height: await track.getDisplayHeight() }, maxSidePx, 2)
  const { width, height } = size
  const columns = Math.min(mostColumns, frames)
  const rows = Math.ceil(frames / columns)

  const raw = { width: columns * width, height: rows * height, channels: 3 as const }
  const pixels = Buffer.alloc(raw.width * raw.height * raw.channels)
  let last: Buffer | null = null
  let latest: number | null = null
  let index = 0
  const timestamps = Array.from({ length: frames }, (_, frame) => start + (frame + 0.5) * interval)
  for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(timestamps)) {
    // The same frame again, where a film has fewer than are asked for, is one that the codec library has already let go.
    if (sample && sample.timestamp === latest) sample.close()
    else if (sample) last = (await readFrame(track, sample, size).finally(() => sample.close())).data
    latest = sample?.timestamp ?? latest
    // A gap shows the frame before it, as a player does.
    const [left, top] = [(index % columns) * width, Math.floor(index / columns) * height]
    const rowBytes = width * raw.channels
    for (let row = 0; last && row < height; row++)
      last.copy(pixels, ((top + row) * raw.width + left) * raw.channels, row * rowBytes, (row + 1) * rowBytes)
    index++
  }
  if (last === null) return null
  const strip = sharp(pixels, { raw }).webp({ quality: 62, effort: 3 })
  await writeWhole(outputPath, (temporaryPath) => strip.toFile(temporaryPath))
  return { columns, rows, frames, frameWidth: width, frameHeight: height, interval: Math.round(interval * 10_000) / 10_000 }
}
