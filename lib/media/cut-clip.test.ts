import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ALL_FORMATS,
  FilePathSource,
  Input,
  MovOutputFormat,
  Mp3OutputFormat,
  Mp4OutputFormat,
  VideoSampleSink,
  WavOutputFormat,
  WebMOutputFormat,
} from 'mediabunny'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClipCut, cutClip } from './cut-clip.ts'
import { probeFile } from './probe-file.ts'
import { lightOf, makeFilm } from './testing/make-film.ts'

let directory = ''
const at = (name: string) => path.join(directory, name)
const size = { width: 96, height: 54 }

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-cut-'))
  const stereo = { codec: 'aac', sampleRate: 48_000, channels: 2 } as const
  await makeFilm(at('film.mp4'), {
    format: new Mp4OutputFormat(),
    seconds: 18,
    video: { codec: 'avc', framesPerSecond: 24, ...size },
    audio: stereo,
  })
  await makeFilm(at('ten-bit.mp4'), {
    format: new Mp4OutputFormat(),
    seconds: 5,
    video: { codec: 'hevc', framesPerSecond: 30_000 / 1001, bits: 10, ...size },
    audio: { codec: 'aac', sampleRate: 48_000, channels: 1 },
  })
  await makeFilm(at('turned.mov'), {
    format: new MovOutputFormat(),
    seconds: 4,
    video: { codec: 'avc', framesPerSecond: 25, rotation: 90, ...size },
  })
  await makeFilm(at('web.webm'), {
    format: new WebMOutputFormat(),
    seconds: 2,
    video: { codec: 'vp9', framesPerSecond: 25, ...size },
    audio: { codec: 'opus', sampleRate: 48_000, channels: 2 },
  })
  await makeFilm(at('voice.mp3'), { format: new Mp3OutputFormat(), seconds: 17, audio: { codec: 'mp3', sampleRate: 48_000, channels: 1 } })
  await makeFilm(at('voice.wav'), {
    format: new WavOutputFormat(),
    seconds: 17,
    audio: { codec: 'pcm-s16', sampleRate: 44_100, channels: 1 },
  })
  await makeFilm(at('voice.m4a'), { format: new Mp4OutputFormat(), seconds: 17, audio: { ...stereo, sampleRate: 44_100 } })
}, 60_000)
afterAll(() => rm(directory, { recursive: true, force: true }))

async function cut(name: string, plan: ClipCut) {
  const output = at(`cut-${name}.${plan.to}`)
  expect(await cutClip(at(name), output, plan)).toBe('done')
  const probed = await probeFile(output)
  if (!probed.ok) throw new Error(probed.reason)
  return { output, facts: probed.facts }
}

/** The numbers, modulo the cycle, of the frames of a film. */
async function lightsOf(file: string): Promise<number[]> {
  using input = new Input({ source: new FilePathSource(file), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error('there is no picture')
  const lights: number[] = []
  for await (const sample of new VideoSampleSink(track).samples()) {
    const planes = new Uint8Array(sample.allocationSize())
    await sample.copyTo(planes)
    sample.close()
    lights.push(planes[0] ?? 0)
  }
  return lights
}

describe('a cut', () => {
  test.each([
    ['film.mp4', 24, 0, 15],
    ['film.mp4', 24, 1.51, 16.51],
    ['ten-bit.mp4', 30_000 / 1001, 1.01, 4.05],
    ['turned.mov', 25, 0.5, 3.5],
  ])('of %s (%d frames a second) from %d to %d s is that long, at most a frame less, and never more', async (name, rate, start, end) => {
    const { facts } = await cut(name, { to: 'mp4', start, end })
    expect(facts).toMatchObject({ kind: 'video', container: 'mp4', videoCodec: 'avc' })
    const length = facts.duration ?? 0
    expect(length).toBeLessThanOrEqual(end - start)
    expect(end - start - length).toBeLessThan(1 / rate + 0.001)
  })

  test('begins with the frame on the screen at its beginning and ends with the one before its end', async () => {
    const { output } = await cut('film.mp4', { to: 'mp4', start: 3, end: 5 })
    const lights = await lightsOf(output)
    expect(lights).toHaveLength(48)
    expect(Math.abs((lights[0] ?? 0) - lightOf(72))).toBeLessThanOrEqual(1)
    expect(Math.abs((lights.at(-1) ?? 0) - lightOf(119))).toBeLessThanOrEqual(1)
  })

  test('of a film of 10 bits has 8, which every browser plays', async () => {
    const { output } = await cut('ten-bit.mp4', { to: 'mp4', start: 0, end: 1 })
    using input = new Input({ source: new FilePathSource(output), formats: ALL_FORMATS })
    expect(await (await input.getPrimaryVideoTrack())?.getCodecParameterString()).toMatch(/^avc1\.64/)
    expect(await (await input.getPrimaryAudioTrack())?.getNumberOfChannels()).toBe(1)
  })

  test('of a film that is to be turned is turned', async () => {
    const { output, facts } = await cut('turned.mov', { to: 'mp4', start: 0, end: 1 })
    expect([facts.width, facts.height]).toEqual([54, 96])
    using input = new Input({ source: new FilePathSource(output), formats: ALL_FORMATS })
    expect(await (await input.getPrimaryVideoTrack())?.getRotation()).toBe(0)
  })

  test('can make a film smaller', async () => {
    expect((await cut('film.mp4', { to: 'mp4', end: 1, maxSide: 64 })).facts).toMatchObject({ width: 64, height: 36 })
  })

  test.each([
    ['voice.mp3', 'mp3'],
    ['voice.wav', 'wav'],
    ['voice.m4a', 'mp3'],
    ['voice.m4a', 'wav'],
    ['film.mp4', 'mp3'],
  ] as const)('of the sound of %s as %s is never longer than asked', async (name, to) => {
    const { facts } = await cut(name, { to, start: 1, end: 16 })
    expect(facts).toMatchObject({ kind: 'audio', container: to })
    expect(facts.duration).toBeLessThanOrEqual(15)
    expect(facts.duration).toBeGreaterThan(14.95)
  })
})

test('a WebM becomes an MP4 of the same length', async () => {
  const { facts } = await cut('web.webm', { to: 'mp4' })
  expect(facts).toMatchObject({ container: 'mp4', videoCodec: 'avc', audioCodec: 'aac' })
  expect(facts.duration).toBeCloseTo(2, 1)
})

test('what has no sound, or is no film at all, is told apart from a failure', async () => {
  expect(await cutClip(at('turned.mov'), at('none.mp3'), { to: 'mp3' })).toBe('unsupported')
  await writeFile(at('page.mp4'), '<!doctype html><title>Sign in</title>'.padEnd(500))
  expect(await cutClip(at('page.mp4'), at('none.mp4'), { to: 'mp4' })).toBe('unsupported')
})
