import { copyFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import {
  ALL_FORMATS,
  AudioSample,
  AudioSampleSource,
  FilePathSource,
  FilePathTarget,
  Input,
  MovOutputFormat,
  Mp4OutputFormat,
  Output,
  VideoSample,
  VideoSampleSource,
  WebMOutputFormat,
} from 'mediabunny'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDecoders } from './load-decoders.ts'
import { probeFile } from './probe-file.ts'
import { writePlayable } from './write-playable.ts'
import { writePreview } from './write-preview.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'dailies-playable-'))
  await loadDecoders()
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const framesPerSecond = 12
const formats = {
  mp4: () => new Mp4OutputFormat({ fastStart: 'in-memory' }),
  'index-last': () => new Mp4OutputFormat({ fastStart: false }),
  mov: () => new MovOutputFormat({ fastStart: 'in-memory' }),
  webm: () => new WebMOutputFormat(),
}

interface Film {
  format: keyof typeof formats
  video: 'avc' | 'hevc' | 'vp9' | 'av1'
  audio?: 'aac' | 'mp3' | 'opus'
  width?: number
  height?: number
}

/** A second that goes from dark to light. */
async function shoot({ format, video, audio, width = 160, height = 90 }: Film): Promise<string> {
  const file = path.join(directory, `${format}-${video}-${audio ?? 'silent'}-${width}x${height}`)
  const output = new Output({ format: formats[format](), target: new FilePathTarget(file) })
  const picture = new VideoSampleSource({ codec: video, bitrate: 200_000, hardwareAcceleration: 'prefer-software' })
  output.addVideoTrack(picture, { frameRate: framesPerSecond })
  const sound = audio && new AudioSampleSource({ codec: audio, bitrate: 64_000 })
  if (sound) output.addAudioTrack(sound)
  await output.start()
  if (sound) {
    using sample = new AudioSample({
      data: new Float32Array(48_000 * 2).fill(0.1),
      format: 'f32',
      numberOfChannels: 2,
      sampleRate: 48_000,
      timestamp: 0,
    })
    await sound.add(sample)
    sound.close()
  }
  for (let frame = 0; frame < framesPerSecond; frame++) {
    const data = Buffer.alloc(width * height * 4, Math.round((frame / (framesPerSecond - 1)) * 255))
    using sample = new VideoSample(data, {
      format: 'RGBX',
      codedWidth: width,
      codedHeight: height,
      timestamp: frame / framesPerSecond,
      duration: 1 / framesPerSecond,
    })
    await picture.add(sample)
  }
  await output.finalize()
  return file
}

async function describeFile(file: string) {
  using input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS })
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  const bytes = await readFile(file)
  return {
    profile: (await video?.getCodecParameterString())?.slice(0, 7),
    size: [await video?.getDisplayWidth(), await video?.getDisplayHeight()],
    audio: (await audio?.getCodec()) ?? null,
    isIndexInFront: bytes.indexOf('moov') < bytes.indexOf('mdat'),
    packets: await video?.computePacketStats().then((stats) => stats.packetCount),
  }
}

describe('a file that every browser plays', () => {
  test.each<Film>([
    { format: 'mp4', video: 'avc' },
    { format: 'mp4', video: 'avc', audio: 'aac' },
    { format: 'mp4', video: 'avc', audio: 'mp3' },
  ])('is left as it is: $format $video $audio', async (film) => {
    const copy = path.join(directory, 'unneeded.mp4')
    expect(await writePlayable(await shoot(film), copy, true)).toBe('as_it_is')
    await expect(stat(copy)).rejects.toThrow('ENOENT')
  })
})

describe('a copy', () => {
  test.each<Film>([
    { format: 'index-last', video: 'avc', audio: 'aac' },
    { format: 'mov', video: 'avc', audio: 'aac' },
  ])('takes the pictures over as they are: $format', async (film) => {
    const copy = path.join(directory, `copied-${film.format}.mp4`)
    const original = await shoot(film)
    expect(await writePlayable(original, copy, false)).toBe('written')
    const [before, after] = [await describeFile(original), await describeFile(copy)]
    expect(after).toEqual({ ...before, isIndexInFront: true })
    expect((await probeFile(copy)).ok).toBe(true)
  })

  test.each<Film>([
    { format: 'mp4', video: 'hevc', audio: 'aac' },
    { format: 'mp4', video: 'av1' },
    { format: 'webm', video: 'vp9', audio: 'opus' },
    { format: 'mp4', video: 'avc', audio: 'opus' },
    { format: 'webm', video: 'vp9', width: 161, height: 91 },
  ])('is made of what not every browser plays, only when that may take its time: $format $video $audio $width', async (film) => {
    const original = await shoot(film)
    const copy = path.join(directory, `${path.basename(original)}.copy.mp4`)
    expect(await writePlayable(original, copy, false)).toBe('must_encode')
    expect(await writePlayable(original, copy, true)).toBe('written')
    expect(await describeFile(copy)).toEqual({
      profile: expect.stringMatching(/^avc1\.(42|4d|58|64)/),
      size: [160, 90],
      audio: film.audio ? 'aac' : null,
      isIndexInFront: true,
      packets: framesPerSecond,
    })
  })

  test('of a file that is no film, or damaged, is none; nothing is left behind', async () => {
    const broken = path.join(directory, 'broken')
    const copy = path.join(directory, 'broken.mp4')
    await writeFile(broken, 'not a film')
    expect(await writePlayable(broken, copy, true)).toBe('failed')
    await copyFile(await shoot({ format: 'mp4', video: 'hevc' }), broken)
    await using file = await open(broken, 'r+')
    const { size } = await file.stat()
    await file.truncate(Math.floor(size / 2))
    await writePlayable(broken, copy, true).catch(() => 'failed')
    expect((await readdir(directory)).filter((name) => name.endsWith('.part'))).toEqual([])
  })
})

test('the strip shows the film from its beginning to its end', async () => {
  const picture = path.join(directory, 'strip.webp')
  expect(await writePreview(await shoot({ format: 'mp4', video: 'avc' }), picture)).toEqual({
    columns: 3,
    rows: 1,
    frames: 3,
    frameWidth: 160,
    frameHeight: 90,
    interval: 0.3333,
  })
  const { default: sharp } = await import('sharp')
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  const shades = [0, 1, 2].map((frame) => data[45 * info.width + 80 + frame * 160] ?? 0)
  expect(shades).toEqual(shades.toSorted((a, b) => a - b))
  expect((shades[2] ?? 0) - (shades[0] ?? 0)).toBeGreaterThan(120)
})
