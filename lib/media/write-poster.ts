import { ALL_FORMATS, FilePathSource, Input, Logging, LogLevel, VideoSampleSink } from 'mediabunny'
import sharp, { type Sharp } from 'sharp'
import { loadDecoders } from './load-decoders.ts'
import { readFrame, sizeWithin } from './read-frame.ts'
import type { Pixels } from './read-pixels.ts'
import { writeWhole } from './write-whole.ts'

const maxSidePx = 960
/** Below this spread of brightness a frame is as good as blank: a fade from black, a flash, a plain card. */
const interestingSpread = 14

Logging.level = LogLevel.Silent

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
  let best: (Pixels & { spread: number }) | null = null
  for (const share of [0.12, 0.3, 0.5, 0]) {
    const sample = await sink.getSample(start + length * share)
    if (!sample) continue
    const size = sizeWithin({ width: sample.displayWidth, height: sample.displayHeight }, maxSidePx)
    const frame = await readFrame(track, sample, size).finally(() => sample.close())
    const { channels } = await pictureOf(frame).greyscale().stats()
    const spread = channels[0]?.stdev ?? 0
    if (!best || spread > best.spread) best = { ...frame, spread }
    if (spread >= interestingSpread) break
  }
  if (!best) return false
  const picture = pictureOf(best).webp({ quality: 80 })
  await writeWhole(outputPath, (temporaryPath) => picture.toFile(temporaryPath))
  return true
}

function pictureOf({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}
