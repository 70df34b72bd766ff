import type { InputVideoTrack, VideoSample } from 'mediabunny'
import { type Pixels, readPixels } from './read-pixels.ts'

/** A frame upright, with square pixels and in its own colours; full size unless another is asked for. A frame can be read once. */
export async function readFrame(track: InputVideoTrack, sample: VideoSample, size?: { width: number; height: number }): Promise<Pixels> {
  const { width, height } = size ?? { width: sample.displayWidth, height: sample.displayHeight }
  // The stream's own word goes first; a film whose stream says nothing may say it in its container.
  const told = await track.getColorSpace()
  const { matrix, fullRange } = sample.colorSpace
  const colours = { matrix: matrix ?? told.matrix ?? null, fullRange: fullRange ?? told.fullRange ?? null, height: sample.displayHeight }
  const isAsItIs = sample.codedWidth === width && sample.codedHeight === height && sample.rotation === 0 && !sample.flip
  if (isAsItIs) return readPixels(sample, colours)
  using upright = await sample.transform({ width, height, fit: 'fill' })
  return readPixels(upright, colours)
}

/** What a frame is when its long side is that many px at most. */
export function sizeWithin(frame: { width: number; height: number }, maxSidePx: number, minSidePx = 1): { width: number; height: number } {
  const scale = Math.min(1, maxSidePx / Math.max(frame.width, frame.height))
  const side = (length: number) => Math.max(minSidePx, Math.round(length * scale))
  return { width: side(frame.width), height: side(frame.height) }
}
