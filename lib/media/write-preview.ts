import { rename, rm } from 'node:fs/promises'
import { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel, type VideoSample, VideoSampleSink } from 'mediabunny'
import sharp, { type OverlayOptions } from 'sharp'
import { loadDecoders } from './load-decoders.ts'
import type { PreviewStrip } from './media.ts'

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
  const scale = Math.min(1, maxSidePx / Math.max(await track.getDisplayWidth(), await track.getDisplayHeight()))
  const width = Math.max(2, Math.round((await track.getDisplayWidth()) * scale))
  const height = Math.max(2, Math.round((await track.getDisplayHeight()) * scale))
  const columns = Math.min(mostColumns, frames)
  const rows = Math.ceil(frames / columns)

  const tiles: OverlayOptions[] = []
  let last: Buffer | null = null
  let latest: number | null = null
  let index = 0
  const timestamps = Array.from({ length: frames }, (_, frame) => start + (frame + 0.5) * interval)
  for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(timestamps)) {
    // The same frame again, where a film has fewer than are asked for, is one that the codec library has already let go.
    if (sample && sample.timestamp === latest) sample.close()
    else if (sample) last = await toPixels(sample, width, height).finally(() => sample.close())
    latest = sample?.timestamp ?? latest
    // A gap shows the frame before it, as a player does.
    const left = (index % columns) * width
    const top = Math.floor(index / columns) * height
    if (last) tiles.push({ input: last, raw: { width, height, channels: 4 }, left, top })
    index++
  }
  if (last === null) return null
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    await sharp({ create: { width: columns * width, height: rows * height, channels: 3, background: '#000' } })
      .composite(tiles)
      .webp({ quality: 62, effort: 3 })
      .toFile(temporaryPath)
    await rename(temporaryPath, outputPath)
  } finally {
    await rm(temporaryPath, { force: true })
  }
  return { columns, rows, frames, frameWidth: width, frameHeight: height, interval: Math.round(interval * 10_000) / 10_000 }
}

async function toPixels(sample: VideoSample, width: number, height: number): Promise<Buffer> {
  using upright = await sample.transform({ width, height, fit: 'fill' })
  const pixels = Buffer.alloc(upright.allocationSize({ format: 'RGBA' }))
  await upright.copyTo(pixels, { format: 'RGBA' })
  return pixels
}
