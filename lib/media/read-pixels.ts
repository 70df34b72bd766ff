import type { VideoSample, VideoSampleColorSpace } from 'mediabunny'
import sharp from 'sharp'

export interface Pixels {
  /** RGB, 8 bits each. */
  data: Buffer
  width: number
  height: number
}

/** What the film says of its colours; null where it says nothing. */
export interface Colours {
  matrix: VideoSampleColorSpace['matrix']
  fullRange: boolean | null
  height: number
}

interface PlanarFormat {
  /** How many pixels share one colour value. */
  across: 1 | 2
  down: 1 | 2
  bits: number
  /** Both colour values in one plane, in turns. */
  isInterleaved: boolean
}

/** Red's and blue's share of brightness. */
const weights: Record<string, readonly [number, number]> = {
  bt709: [0.2126, 0.0722],
  bt470bg: [0.299, 0.114],
  smpte170m: [0.299, 0.114],
  'bt2020-ncl': [0.2627, 0.0593],
}

/** Browsers take an unmarked film for high definition from this height on, and so must a picture that is compared with what they show. */
const hdFromHeight = 720

/**
 * A frame's colours as a browser shows them: by the film's own matrix and range. The codec library's own conversion takes every film for
 * standard definition (`SoftwareScaleContext` in `@mediabunny/server` 1.61.0), which turns greens and reds of an HD film visibly.
 */
export async function readPixels(sample: VideoSample, colours: Colours): Promise<Pixels> {
  const format = planarFormat(sample.format)
  return format ? fromPlanes(sample, format, colours) : fromPacked(sample)
}

function planarFormat(format: string | null): PlanarFormat | null {
  if (format === 'NV12') return { across: 2, down: 2, bits: 8, isInterleaved: true }
  const match = /^I(420|422|444)A?(?:P(10|12))?$/.exec(format ?? '')
  if (!match) return null
  const [, subsampling, bits] = match
  return { across: subsampling === '444' ? 1 : 2, down: subsampling === '420' ? 2 : 1, bits: Number(bits ?? 8), isInterleaved: false }
}

async function fromPacked(sample: VideoSample): Promise<Pixels> {
  const { codedWidth: width, codedHeight: height } = sample
  const data = Buffer.alloc(sample.allocationSize({ format: 'RGBX' }))
  await sample.copyTo(data, { format: 'RGBX' })
  return {
    data: await sharp(data, { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .raw()
      .toBuffer(),
    width,
    height,
  }
}

async function fromPlanes(sample: VideoSample, format: PlanarFormat, colours: Colours): Promise<Pixels> {
  const { codedWidth: width, codedHeight: height } = sample
  const bytes = Buffer.alloc(sample.allocationSize())
  const [lumaAt, firstAt, secondAt] = await sample.copyTo(bytes)
  const bytesPerValue = format.bits > 8 ? 2 : 1
  const colourWidth = Math.ceil(width / format.across)
  const colourHeight = Math.ceil(height / format.down)
  const plane = (at: { offset: number; stride: number }, columns: number, rows: number, step: number, first: number) => {
    const out = Buffer.allocUnsafe(columns * rows)
    for (let row = 0, to = 0; row < rows; row++) {
      let from = at.offset + row * at.stride + first * bytesPerValue
      for (let column = 0; column < columns; column++, from += step * bytesPerValue, to++)
        out[to] = bytesPerValue === 1 ? (bytes[from] ?? 0) : Math.min(255, Math.round(bytes.readUInt16LE(from) / 2 ** (format.bits - 8)))
    }
    return out
  }
  if (!lumaAt || !firstAt || (!format.isInterleaved && !secondAt))
    throw new Error(`A frame of format ${sample.format} came without its planes`)
  const luma = plane(lumaAt, width, height, 1, 0)
  const step = format.isInterleaved ? 2 : 1
  const enlarge = (values: Buffer) => enlargePlane(values, { width: colourWidth, height: colourHeight }, { width, height })
  const blueness = await enlarge(plane(firstAt, colourWidth, colourHeight, step, 0))
  const redness = await enlarge(plane(secondAt ?? firstAt, colourWidth, colourHeight, step, format.isInterleaved ? 1 : 0))
  return { data: toRgb(luma, blueness, redness, colours), width, height }
}

async function enlargePlane(
  values: Buffer,
  from: { width: number; height: number },
  to: { width: number; height: number },
): Promise<Buffer> {
  if (from.width === to.width && from.height === to.height) return values
  return sharp(values, { raw: { ...from, channels: 1 } })
    .resize({ ...to, fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
}

function toRgb(luma: Buffer, blueness: Buffer, redness: Buffer, { matrix, fullRange, height }: Colours): Buffer {
  const guessed = height < hdFromHeight ? 'smpte170m' : 'bt709'
  const [red, blue] = weights[matrix ?? guessed] ?? weights[guessed] ?? [0.299, 0.114]
  const green = 1 - red - blue
  const [black, lumaSpan, colourSpan] = fullRange === true ? [0, 255, 255] : [16, 219, 224]
  const table = (of: (value: number) => number) => Float32Array.from({ length: 256 }, (_, value) => of(value))
  const bright = table((value) => ((value - black) * 255) / lumaSpan)
  const offset = (factor: number) => table((value) => ((value - 128) * 255 * factor) / colourSpan)
  const redOfRedness = offset(2 * (1 - red))
  const greenOfRedness = offset((-2 * red * (1 - red)) / green)
  const greenOfBlueness = offset((-2 * blue * (1 - blue)) / green)
  const blueOfBlueness = offset(2 * (1 - blue))
  // Clamps and rounds by itself.
  const out = new Uint8ClampedArray(luma.length * 3)
  for (let pixel = 0, to = 0; pixel < luma.length; pixel++, to += 3) {
    const y = bright[luma[pixel] as number] as number
    const u = blueness[pixel] as number
    const v = redness[pixel] as number
    out[to] = y + (redOfRedness[v] as number)
    out[to + 1] = y + (greenOfRedness[v] as number) + (greenOfBlueness[u] as number)
    out[to + 2] = y + (blueOfBlueness[u] as number)
  }
  return Buffer.from(out.buffer)
}
