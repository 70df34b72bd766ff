import { type Canvas, createCanvas, ImageData, loadImage } from '@napi-rs/canvas'
import { ALL_FORMATS, FilePathSource, Input, VideoSampleSink } from 'mediabunny'
import sharp from 'sharp'
import type { AnimaticPicture } from './animatic.ts'
import { createPalette, createRandom, withAlpha } from './animatic-palette.ts'

const maxClipSeconds = 4
const clipFramesPerSecond = 12
/** Clip frames are kept in memory for the whole render, so they are kept small. */
const clipSidePx = 640

function toCanvas(pixels: Uint8Array, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height)
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0)
  return canvas
}

/** A quiet landscape for a reference that exists only in an example: another name, another place and hour. */
function drawPlaceholder(name: string, width: number, height: number): Canvas {
  const random = createRandom(`placeholder:${name}`)
  const palette = createPalette(random)
  const canvas = createCanvas(width, height)
  const pen = canvas.getContext('2d')
  const sky = pen.createLinearGradient(0, 0, 0, height)
  sky.addColorStop(0, palette.deep)
  sky.addColorStop(0.55, palette.middle)
  sky.addColorStop(1, palette.glow)
  pen.fillStyle = sky
  pen.fillRect(0, 0, width, height)
  const sunX = width * (0.25 + random() * 0.5)
  const sunY = height * (0.34 + random() * 0.16)
  const radius = Math.min(width, height) * (0.1 + random() * 0.06)
  const halo = pen.createRadialGradient(sunX, sunY, radius * 0.6, sunX, sunY, radius * 4)
  halo.addColorStop(0, withAlpha(palette.accent, 0.55))
  halo.addColorStop(1, withAlpha(palette.accent, 0))
  pen.fillStyle = halo
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = palette.accent
  pen.beginPath()
  pen.arc(sunX, sunY, radius, 0, Math.PI * 2)
  pen.fill()
  for (let ridge = 0; ridge < 4; ridge++) {
    const base = height * (0.58 + ridge * 0.1)
    const phase = random() * Math.PI * 2
    const waves = 1.2 + random() * 2
    pen.fillStyle = ridge < 2 ? withAlpha(palette.middle, 0.55 + ridge * 0.2) : withAlpha(palette.deep, 0.7 + ridge * 0.1)
    pen.beginPath()
    pen.moveTo(0, height)
    for (let x = 0; x <= width; x += 8) {
      const turn = (x / width) * Math.PI * 2 * waves + phase
      pen.lineTo(x, base + Math.sin(turn) * height * 0.05 + Math.sin(turn * 2.3 + phase) * height * 0.018)
    }
    pen.lineTo(width, height)
    pen.fill()
  }
  return canvas
}

async function readPicture(file: string, width: number, height: number): Promise<Canvas> {
  try {
    const { data, info } = await sharp(file, { failOn: 'none', animated: false })
      .autoOrient()
      .resize({ width, height, fit: 'cover' })
      .flatten({ background: '#101014' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return toCanvas(data, info.width, info.height)
  } catch {
    // Formats that sharp does not read (BMP) are read by Skia; what neither reads is no picture, and the render fails.
    const image = await loadImage(file)
    const scale = Math.max(width / image.width, height / image.height)
    const canvas = createCanvas(width, height)
    const [drawnWidth, drawnHeight] = [image.width * scale, image.height * scale]
    canvas.getContext('2d').drawImage(image, (width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight)
    return canvas
  }
}

/** A picture that covers the given size. */
export function loadPicture(picture: AnimaticPicture, width: number, height: number): Promise<Canvas> {
  return 'file' in picture ? readPicture(picture.file, width, height) : Promise.resolve(drawPlaceholder(picture.placeholder, width, height))
}

/** The opening frames of a clip, at `clipFramesPerSecond`. */
export async function loadClip(clip: AnimaticPicture, width: number, height: number): Promise<Canvas[]> {
  if (!('file' in clip)) return [drawPlaceholder(clip.placeholder, width, height)]
  const scale = Math.min(1, clipSidePx / Math.max(width, height))
  const size = { width: Math.round((width * scale) / 2) * 2, height: Math.round((height * scale) / 2) * 2 }
  using input = new Input({ source: new FilePathSource(clip.file), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error('a clip has no video track')
  const start = await track.getFirstTimestamp()
  const seconds = Math.min(maxClipSeconds, (await track.computeDuration()) - start)
  const times = Array.from({ length: Math.max(1, Math.floor(seconds * clipFramesPerSecond)) }, (_, i) => start + i / clipFramesPerSecond)
  const frames: Canvas[] = []
  let latest: number | null = null
  for await (const sample of new VideoSampleSink(track).samplesAtTimestamps(times)) {
    if (!sample) continue
    // A slow film has fewer frames than are asked for; the codec library gives the same one again, but already let go.
    const same = sample.timestamp === latest ? frames.at(-1) : undefined
    latest = sample.timestamp
    if (same) {
      sample.close()
      frames.push(same)
      continue
    }
    using scaled = await sample.transform({ ...size, fit: 'cover' })
    sample.close()
    const pixels = new Uint8Array(scaled.allocationSize({ format: 'RGBA' }))
    await scaled.copyTo(pixels, { format: 'RGBA' })
    frames.push(toCanvas(pixels, scaled.codedWidth, scaled.codedHeight))
  }
  if (frames.length === 0) throw new Error('no frame of a clip could be decoded')
  return frames
}

/** Forward and back again, so that a short clip fills a long take without a jump. */
export function findClipFrame(frames: readonly Canvas[], seconds: number): Canvas | undefined {
  const round = Math.max(1, (frames.length - 1) * 2)
  const position = Math.floor(seconds * clipFramesPerSecond) % round
  return frames[position < frames.length ? position : round - position]
}
