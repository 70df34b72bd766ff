import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ALL_FORMATS,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathSource,
  FilePathTarget,
  Input,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grabFrame } from './grab-frame.ts'
import { loadDecoders } from './load-decoders.ts'
import { writePoster } from './write-poster.ts'
import { writePreview } from './write-preview.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-frame-'))
  await loadDecoders()
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const framesPerSecond = 24

interface FilmOptions {
  width: number
  height: number
  frames: number
  rotation?: 90
  colour: (frame: number) => readonly [number, number, number]
  /** What the film says of its colours; left out, it says nothing. */
  matrix?: 'bt709' | 'smpte170m'
}

/** Upper left quarter white, the rest of one colour a frame. */
async function makeFilm(name: string, options: FilmOptions): Promise<string> {
  const { width, height, frames, matrix } = options
  const file = path.join(directory, `${name}.mp4`)
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(file) })
  const source = new VideoSampleSource({ codec: 'avc', bitrate: 4_000_000, keyFrameInterval: 1 })
  output.addVideoTrack(source, { frameRate: framesPerSecond, ...(options.rotation && { rotation: options.rotation }) })
  await output.start()
  const [red, blue] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114]
  for (let frame = 0; frame < frames; frame++) {
    const toYuv = ([r, g, b]: readonly [number, number, number]) => {
      const y = red * r + (1 - red - blue) * g + blue * b
      return [16 + (y * 219) / 255, 128 + ((b - y) / (2 * (1 - blue)) / 255) * 224, 128 + ((r - y) / (2 * (1 - red)) / 255) * 224] as const
    }
    const white = toYuv([255, 255, 255])
    const colour = toYuv(options.colour(frame))
    const data = new Uint8Array(width * height * 1.5)
    const fill = (offset: number, columns: number, rows: number, plane: 0 | 1 | 2) => {
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          data[offset + row * columns + column] = Math.round((row < rows / 2 && column < columns / 2 ? white : colour)[plane])
    }
    fill(0, width, height, 0)
    fill(width * height, width / 2, height / 2, 1)
    fill(width * height * 1.25, width / 2, height / 2, 2)
    using sample = new VideoSample(data, {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: frame / framesPerSecond,
      duration: 1 / framesPerSecond,
    })
    await source.add(sample)
  }
  source.close()
  await output.finalize()
  return matrix ? mark(file, matrix) : file
}

/** The encoder does not write down the colours it was given, as a camera would. */
async function mark(file: string, matrix: 'bt709' | 'smpte170m'): Promise<string> {
  using input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  const config = await track?.getDecoderConfig()
  if (!track || !config) throw new Error('no film was made')
  const marked = file.replace('.mp4', '-marked.mp4')
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(marked) })
  const source = new EncodedVideoPacketSource('avc')
  output.addVideoTrack(source)
  await output.start()
  const colorSpace = { matrix, primaries: matrix, transfer: matrix, fullRange: false }
  for await (const packet of new EncodedPacketSink(track).packets()) await source.add(packet, { decoderConfig: { ...config, colorSpace } })
  await output.finalize()
  return marked
}

/** Each frame is told from every other by its colour. */
const ladder = (frame: number) => [20 + frame * 9, 200 - frame * 7, 60] as const

async function read(file: string, at: { x: number; y: number }): Promise<number[]> {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  const from = (Math.floor(at.y * info.height) * info.width + Math.floor(at.x * info.width)) * info.channels
  return [...data.subarray(from, from + 3)]
}

function expectColour(found: readonly number[], wanted: readonly number[], tolerance = 5) {
  expect(Math.max(...wanted.map((value, index) => Math.abs(value - (found[index] ?? Number.NaN))))).toBeLessThanOrEqual(tolerance)
}

const centre = { x: 0.75, y: 0.75 }

describe('a grabbed frame', () => {
  let film: string
  beforeAll(async () => {
    film = await makeFilm('ladder', { width: 320, height: 180, frames: 20, colour: ladder })
  })

  test.for([
    { name: 'the first, before anything plays', at: 0, frame: 0 },
    { name: 'the one on the screen between two frames', at: 7.6 / framesPerSecond, frame: 7 },
    { name: 'the one a browser names in whole microseconds', at: Math.floor((7 / framesPerSecond) * 1e6) / 1e6, frame: 7 },
    { name: 'the last before the next begins', at: 11.95 / framesPerSecond, frame: 11 },
    { name: 'the last, when the playhead stands at the end', at: 20 / framesPerSecond, frame: 19 },
    { name: 'the last, by name', at: 'last' as const, frame: 19 },
  ])('is $name', async ({ at, frame }) => {
    const file = path.join(directory, `ladder-${at}.png`)
    expect(await grabFrame(film, file, at)).toBeCloseTo(frame / framesPerSecond, 5)
    expectColour(await read(file, centre), ladder(frame))
    expect(await sharp(file).metadata()).toMatchObject({ format: 'png', width: 320, height: 180, channels: 3 })
  })

  test('is the same file byte for byte however often it is asked for', async () => {
    const files = ['one', 'two'].map((name) => path.join(directory, `${name}.png`))
    for (const file of files) await grabFrame(film, file, 'last')
    const [first, second] = await Promise.all(files.map((file) => sharp(file).toBuffer()))
    expect(first?.equals(second as Buffer)).toBe(true)
  })

  test.for([
    { name: 'a film in HD that says so', height: 180, matrix: 'bt709' as const },
    { name: 'a film in SD that says so', height: 720, matrix: 'smpte170m' as const },
  ])('has the colours of $name', async ({ name, height, matrix }) => {
    const colour = [210, 40, 90] as const
    const marked = await makeFilm(name, { width: 160, height, frames: 2, colour: () => colour, matrix })
    const file = path.join(directory, `${name}.png`)
    await grabFrame(marked, file, 'last')
    expectColour(await read(file, centre), colour, 3)
    expectColour(await read(file, { x: 0.2, y: 0.2 }), [255, 255, 255], 3)
    // The poster and the strip of the same film, whose coding loses a little.
    const poster = path.join(directory, `${name}-poster.webp`)
    await writePoster(marked, poster)
    expectColour(await read(poster, centre), colour, 6)
    const strip = path.join(directory, `${name}-strip.webp`)
    expect(await writePreview(marked, strip)).toMatchObject({ frames: 2, columns: 2 })
    expectColour(await read(strip, centre), colour, 6)
  })

  test('stands upright when the film was shot on its side', async () => {
    const turned = await makeFilm('turned', { width: 320, height: 180, frames: 3, rotation: 90, colour: ladder })
    const file = path.join(directory, 'turned.png')
    expect(await grabFrame(turned, file, 'last')).not.toBeNull()
    expect(await sharp(file).metadata()).toMatchObject({ width: 180, height: 320 })
    expectColour(await read(file, { x: 0.75, y: 0.2 }), [255, 255, 255])
    expectColour(await read(file, { x: 0.2, y: 0.2 }), ladder(2))
  })

  test('is none where no film is', async () => {
    const file = path.join(directory, 'none.png')
    await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).toFile(path.join(directory, 'picture.png'))
    expect(await grabFrame(path.join(directory, 'picture.png'), file, 'last')).toBeNull()
  })
})
