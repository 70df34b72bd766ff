import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Animatic } from './animatic.ts'
import { createMedia } from './create-media.ts'
import { wavHeader } from './testing/wav.ts'

const media = createMedia()
let directory = ''
const at = (name: string) => path.join(directory, name)

const animatic: Animatic = {
  title: 'A paper boat 🚤 drifts through 東京 at night, مرحبا, and a verylongwordthatdoesnotfitonanylinewhateversizeitissetin',
  credit: 'Loova  ·  seedance_2_0',
  width: 202,
  height: 360,
  durationSeconds: 4,
  layout: 'montage',
  pictures: [{ placeholder: 'https://example.com/a.png' }],
  clips: [],
  seed: 0,
  sound: true,
  watermark: true,
  cameraFixed: false,
}

function wave(seconds: number): Buffer {
  const data = Buffer.alloc(8000 * 2 * seconds)
  return Buffer.concat([wavHeader(data.length, { rate: 8000, channels: 1 }), data])
}

/** One silent MPEG-1 layer III frame is 417 bytes at 128 kbit/s and 44.1 kHz, 1152 samples long. */
function mp3(frames: number): Buffer {
  const frame = Buffer.alloc(417)
  frame.writeUInt32BE(0xfffb9064)
  return Buffer.concat(Array.from({ length: frames }, () => frame))
}

function bitmap(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4
  const bytes = Buffer.alloc(54 + row * height, 0x80)
  bytes.fill(0, 0, 54)
  bytes.write('BM', 0)
  bytes.writeUInt32LE(bytes.length, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(24, 28)
  return bytes
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'media-test-'))
  const noise = {
    create: { width: 60, height: 40, channels: 3 as const, noise: { type: 'gaussian' as const, mean: 128, sigma: 40 }, background: '#000' },
  }
  await sharp(noise).jpeg().withMetadata({ orientation: 6 }).toFile(at('turned.jpeg'))
  await sharp(noise).png().toFile(at('png.mp4'))
  await sharp(noise).webp().toFile(at('webp'))
  await sharp(noise).gif().toFile(at('gif'))
  await writeFile(at('bmp'), bitmap(30, 20))
  await writeFile(at('wav'), wave(2))
  await writeFile(at('mp3'), mp3(100))
  expect(
    await media.renderAnimatic(
      { ...animatic, pictures: [{ placeholder: 'x' }, { file: at('png.mp4') }, { file: at('bmp') }] },
      at('film.mp4'),
    ),
  ).toBe(true)
  const film = await readFile(at('film.mp4'))
  await writeFile(at('cut.mp4'), film.subarray(0, Math.floor(film.length * 0.6)))
  await writeFile(at('cut.jpeg'), (await readFile(at('turned.jpeg'))).subarray(0, 900))
  const spoilt = Buffer.from(film)
  spoilt.fill(0x5a, spoilt.indexOf('mdat') + 8)
  await writeFile(at('spoilt.mp4'), spoilt)
  await writeFile(at('page.mp4'), '<!doctype html><title>Sign in</title>'.padEnd(500))
  await writeFile(at('text.png'), 'just a few words, longer than any signature')
  await writeFile(at('drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
  await writeFile(at('empty'), '')
  await writeFile(at('huge.png'), await hugePng())
}, 60_000)

afterAll(async () => {
  await media.close()
  await rm(directory, { recursive: true, force: true })
})

/** A header that promises 2.5 gigapixels over almost no data. */
async function hugePng(): Promise<Buffer> {
  const bytes = await readFile(at('png.mp4'))
  bytes.writeUInt32BE(50_000, 16)
  bytes.writeUInt32BE(50_000, 20)
  return bytes
}

describe('probe', () => {
  test.each([
    ['turned.jpeg', { kind: 'image', container: 'jpeg', width: 40, height: 60, duration: null }],
    ['png.mp4', { kind: 'image', container: 'png', contentType: 'image/png', width: 60, height: 40 }],
    ['webp', { kind: 'image', container: 'webp' }],
    ['gif', { kind: 'image', container: 'gif' }],
    ['bmp', { kind: 'image', container: 'bmp', width: 30, height: 20 }],
    ['wav', { kind: 'audio', container: 'wav', duration: 2, width: null, videoCodec: null }],
    ['mp3', { kind: 'audio', container: 'mp3', contentType: 'audio/mpeg', audioCodec: 'mp3' }],
    [
      'film.mp4',
      { kind: 'video', container: 'mp4', contentType: 'video/mp4', width: 202, height: 360, videoCodec: 'avc', audioCodec: 'aac' },
    ],
  ])('tells what %s is from its bytes', async (name, facts) => {
    expect(await media.probe(at(name))).toMatchObject({ ok: true, facts })
  })

  test.each([
    ['cut.mp4', 'damaged'],
    ['cut.jpeg', 'damaged'],
    ['spoilt.mp4', 'damaged'],
    ['page.mp4', 'not_media'],
    ['text.png', 'not_media'],
    ['drawing.svg', 'not_media'],
    ['empty', 'not_media'],
    ['huge.png', 'too_large'],
  ])('says that %s is %s', async (name, reason) => {
    expect(await media.probe(at(name))).toEqual({ ok: false, reason })
  })
})

describe('an animatic', () => {
  test('is as long as asked, with its index in front', async () => {
    const probed = await media.probe(at('film.mp4'))
    expect(probed.ok && Math.abs((probed.facts.duration ?? 0) - 4)).toBeLessThan(0.05)
    const film = await readFile(at('film.mp4'))
    expect(film.indexOf('moov')).toBeLessThan(film.indexOf('mdat'))
  })

  test('gives a poster of the frame’s ratio', async () => {
    expect(await media.poster(at('film.mp4'), at('poster.webp'))).toBe(true)
    expect(await sharp(at('poster.webp')).metadata()).toMatchObject({ format: 'webp', width: 202, height: 360 })
  })

  test('of a file that cannot be read is a value, and leaves nothing behind', async () => {
    expect(await media.renderAnimatic({ ...animatic, pictures: [{ file: at('page.mp4') }] }, at('none.mp4'))).toBe(false)
    await expect(open(at('none.mp4'))).rejects.toThrow('ENOENT')
    expect(await media.poster(at('wav'), at('none.webp'))).toBe(false)
  })
})

test('a film that shrinks while nobody looks is damaged from then on', async () => {
  await writeFile(at('shrinking.mp4'), await readFile(at('film.mp4')))
  expect((await media.probe(at('shrinking.mp4'))).ok).toBe(true)
  await truncate(at('shrinking.mp4'), 5000)
  expect(await media.probe(at('shrinking.mp4'))).toEqual({ ok: false, reason: 'damaged' })
})
