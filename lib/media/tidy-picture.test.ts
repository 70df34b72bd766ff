import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { convertPicture } from './convert-picture.ts'
import { probeFile } from './probe-file.ts'
import { tidyPicture } from './tidy-picture.ts'

let directory = ''
const at = (name: string) => path.join(directory, name)
const fixture = (name: string) => path.join(import.meta.dirname, '__fixtures__', name)
const location = { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' }

/** Red on the left, blue on the right: a turn shows. */
function twoHalves(width: number, height: number) {
  const right = { create: { width: Math.floor(width / 2), height, channels: 3 as const, background: '#1020d0' } }
  return sharp({ create: { width, height, channels: 3, background: '#d02010' } }).composite([{ input: right, gravity: 'east' }])
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-tidy-'))
  const told = { IFD0: { Copyright: 'nobody but her' }, IFD3: location }
  await twoHalves(60, 40).jpeg().withExif(told).withMetadata({ orientation: 6 }).toFile(at('turned.jpeg'))
  await twoHalves(60, 40).jpeg().withExif(told).toFile(at('upright.jpeg'))
  await twoHalves(60, 40).jpeg().toFile(at('plain.jpeg'))
  await twoHalves(60, 40).tiff().withExif(told).toFile(at('scan.tiff'))
  await twoHalves(60, 40).avif().toFile(at('web.avif'))
  await twoHalves(60, 40).gif().toFile(at('moving.gif'))
  const glass = { width: 60, height: 40, channels: 4 as const, background: { r: 200, g: 30, b: 20, alpha: 0.5 } }
  await sharp({ create: glass }).tiff({ compression: 'lzw' }).toFile(at('glass.tiff'))
  await twoHalves(6_400, 80).webp().toFile(at('wide.webp'))
  await writeFile(at('cut.heic'), (await readFile(fixture('phone.heic'))).subarray(0, 2_400))
}, 60_000)
afterAll(() => rm(directory, { recursive: true, force: true }))

async function pixel(file: string, left: number, top: number) {
  return [...(await sharp(file).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer())]
}

function near(colour: number[], wanted: number[], tolerance = 12) {
  return colour.every((value, index) => Math.abs(value - (wanted[index] ?? 0)) <= tolerance)
}

/** What a colour of a phone's Display P3 is in sRGB. */
function fromP3(background: { r: number; g: number; b: number }) {
  const linear = [background.r, background.g, background.b].map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  )
  const matrix = [
    [1.22494, -0.22494, 0],
    [-0.04206, 1.04206, 0],
    [-0.01964, -0.07864, 1.09828],
  ]
  return matrix.map((row) => {
    const light = Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, share, index) => sum + share * (linear[index] ?? 0), 0),
      ),
    )
    return 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)
  })
}

async function expectSilent(file: string) {
  const { exif, xmp, iptc, orientation } = await sharp(file).metadata()
  expect([exif, xmp, iptc, orientation]).toEqual([undefined, undefined, undefined, undefined])
  expect((await readFile(file)).includes('nobody but her')).toBe(false)
}

describe('a tidied picture', () => {
  test('that lay on its side stands, and no longer tells where it was taken', async () => {
    expect(await tidyPicture(at('turned.jpeg'), at('out'))).toEqual({ from: 'jpeg', to: 'jpeg', hadLocation: true, isTurned: true })
    expect(await probeFile(at('out'))).toMatchObject({ ok: true, facts: { container: 'jpeg', width: 40, height: 60 } })
    expect(near(await pixel(at('out'), 20, 5), [208, 32, 16])).toBe(true)
    expect(near(await pixel(at('out'), 20, 55), [16, 32, 208])).toBe(true)
    await expectSilent(at('out'))
  })

  test('that stood already keeps its very pixels', async () => {
    expect(await tidyPicture(at('upright.jpeg'), at('out'))).toEqual({ from: 'jpeg', to: 'jpeg', hadLocation: true, isTurned: false })
    expect(await sharp(at('out')).raw().toBuffer()).toEqual(await sharp(at('upright.jpeg')).raw().toBuffer())
    await expectSilent(at('out'))
  })

  test.each(['plain.jpeg', 'moving.gif'])('is not made of %s, which has nothing to hide', async (name) => {
    expect(await tidyPicture(at(name), at('none'))).toBeNull()
    await expect(stat(at('none'))).rejects.toThrow('ENOENT')
  })

  test('of a phone’s HEIC is an upright JPEG in sRGB without its location', async () => {
    const phone = fixture('phone.heic')
    expect(await probeFile(phone)).toMatchObject({ ok: true, facts: { kind: 'image', container: 'heic', width: 120, height: 180 } })
    expect(await tidyPicture(phone, at('out'))).toEqual({ from: 'heic', to: 'jpeg', hadLocation: true, isTurned: false })
    expect(await sharp(at('out')).metadata()).toMatchObject({ format: 'jpeg', width: 120, height: 180 })
    // Six tiles of a 180 × 120 picture, turned by 270°: what was in its upper left corner is in the upper right.
    expect(near(await pixel(at('out'), 110, 10), fromP3({ r: 220, g: 200, b: 14 }))).toBe(true)
    expect(near(await pixel(at('out'), 10, 10), fromP3({ r: 220, g: 40, b: 14 }))).toBe(true)
    expect(near(await pixel(at('out'), 110, 170), fromP3({ r: 30, g: 200, b: 241 }))).toBe(true)
    await expectSilent(at('out'))
  })

  test('of 10 bits a colour has the right 8', async () => {
    await tidyPicture(fixture('ten-bit.heic'), at('out'))
    for (const [x, y, ...colour] of [
      [10, 10, 220, 200, 14],
      [170, 20, 30, 200, 241],
      [20, 100, 220, 40, 28],
      [170, 110, 30, 40, 241],
    ] as const)
      expect(near(await pixel(at('out'), x, y), colour, 6), `${x}, ${y}`).toBe(true)
  })

  test.each([
    ['scan.tiff', { from: 'tiff', to: 'jpeg' }],
    ['glass.tiff', { from: 'tiff', to: 'png' }],
    ['web.avif', { from: 'avif', to: 'jpeg' }],
  ])('of %s has a format that every vendor reads', async (name, told) => {
    expect(await tidyPicture(at(name), at('out'))).toMatchObject(told)
    expect(await probeFile(at('out'))).toMatchObject({ ok: true, facts: { container: told.to, width: 60, height: 40 } })
    await expectSilent(at('out'))
  })

  test('that only a decoder forgives is encoded anew', async () => {
    const whole = await readFile(at('upright.jpeg'))
    const firstEnd = 4 + whole.readUInt16BE(4)
    await writeFile(at('odd.jpeg'), Buffer.concat([whole.subarray(0, firstEnd), Buffer.from([0, 0, 0]), whole.subarray(firstEnd)]))
    expect(await tidyPicture(at('odd.jpeg'), at('out'))).toEqual({ from: 'jpeg', to: 'jpeg', hadLocation: true, isTurned: false })
    await expectSilent(at('out'))
  })

  test('is no larger than a vendor takes', async () => {
    expect(await tidyPicture(at('wide.webp'), at('out'))).toMatchObject({ from: 'webp', to: 'webp' })
    expect(await sharp(at('out')).metadata()).toMatchObject({ width: 6_000, height: 75 })
  })

  test('is not made of half a file', async () => {
    await expect(tidyPicture(at('cut.heic'), at('none'))).rejects.toThrow()
    await expect(stat(at('none'))).rejects.toThrow('ENOENT')
  })
})

test('a picture converted to JPEG shows white where it was transparent', async () => {
  expect(await convertPicture(at('glass.tiff'), at('out'), { to: 'jpeg', maxSide: 30 })).toBe(true)
  expect(await sharp(at('out')).metadata()).toMatchObject({ format: 'jpeg', width: 30, height: 20 })
})
