import { rename, rm } from 'node:fs/promises'
import { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel, type VideoSample, VideoSampleSink } from 'mediabunny'
import sharp from 'sharp'
import { loadDecoders } from './load-decoders.ts'

const maxSidePx = 960
/** Below this spread of brightness a frame is as good as blank: a fade from black, a flash, a plain card. */
const interestingSpread = 14

Logging.level = LogLevel.Silent

async function toPixels(sample: VideoSample) {
  const scale = Math.min(1, maxSidePx / Math.max(sample.displayWidth, sample.displayHeight))
  const width = Math.max(1, Math.round(sample.displayWidth * scale))
  const height = Math.max(1, Math.round(sample.displayHeight * scale))
  using upright = await sample.transform({ width, height, fit: 'fill' })
  const pixels = Buffer.alloc(upright.allocationSize({ format: 'RGBA' }))
  await upright.copyTo(pixels, { format: 'RGBA' })
  return { pixels, width: upright.codedWidth, height: upright.codedHeight }
}

/** Takes the first frame that shows something, or the richest of those looked at. */
export async function writePoster(filePath: string, outputPath: string): Promise<boolean> {
  await loadDecoders()
  using input = new Input({ source: new FilePathSource(filePath), formats: ALL_FORMATS })
  if (!(await input.canRead())) return false
  const track = await input.getPrimaryVideoTrack()
  if (!track || !(await track.canDecode())) return false
  const start = await track.getFirstTimestamp()
  const length = (await track.computeDuration()) - start
  const sink = new VideoSampleSink(track)
  let best: { pixels: Buffer; width: number; height: number; spread: number } | null = null
  for (const share of [0.12, 0.3, 0.5, 0]) {
    const sample = await sink.getSample(start + length * share)
    if (!sample) continue
    const frame = await toPixels(sample).finally(() => sample.close())
    const raw = { width: frame.width, height: frame.height, channels: 4 as const }
    const { channels } = await sharp(frame.pixels, { raw }).removeAlpha().greyscale().stats()
    const spread = channels[0]?.stdev ?? 0
    if (!best || spread > best.spread) best = { ...frame, spread }
    if (spread >= interestingSpread) break
  }
  if (!best) return false
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    await sharp(best.pixels, { raw: { width: best.width, height: best.height, channels: 4 } })
      .removeAlpha()
      .webp({ quality: 80 })
      .toFile(temporaryPath)
    await rename(temporaryPath, outputPath)
  } finally {
    await rm(temporaryPath, { force: true })
  }
  return true
}
