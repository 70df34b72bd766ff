import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { stripMetadata } from './strip-metadata.ts'

type Format = 'jpeg' | 'png' | 'webp'
const formats: Format[] = ['jpeg', 'png', 'webp']

function picture(format: Format, orientation = 1) {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 }
  return sharp({ create: { width: 60, height: 40, channels: 3, noise, background: '#000' } })
    .toFormat(format)
    .withExif({
      IFD0: { Copyright: 'nobody but her' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 51/1 30/1', GPSLongitudeRef: 'E', GPSLongitude: '2/1 17/1 40/1' },
    })
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>')
    .withMetadata({ orientation })
    .toBuffer()
}

const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)
const pixelsOf = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer()

describe.each(formats)('a %s', (format) => {
  test('keeps its pixels and loses place, copyright and XMP', async () => {
    const original = bytesOf(await picture(format))
    expect((await sharp(original).metadata()).exif).toBeDefined()
    const stripped = stripMetadata(original)
    if (stripped === null) throw new Error('nothing was read')
    expect(stripped).toMatchObject({ isChanged: true, hadLocation: true, orientation: 1 })
    const found = await sharp(stripped.bytes, { failOn: 'warning' }).metadata()
    expect([found.exif, found.xmp, found.iptc, found.comments]).toEqual([undefined, undefined, undefined, undefined])
    expect(Buffer.from(stripped.bytes).includes('nobody but her')).toBe(false)
    expect(await pixelsOf(stripped.bytes)).toEqual(await pixelsOf(original))
  })

  test('is told to be turned still', async () => {
    const stripped = stripMetadata(bytesOf(await picture(format, 6)))
    if (stripped === null) throw new Error('nothing was read')
    expect(stripped.orientation).toBe(6)
    const found = await sharp(stripped.bytes, { failOn: 'warning' }).metadata()
    expect(found.orientation).toBe(6)
    expect(Buffer.from(stripped.bytes).includes('nobody but her')).toBe(false)
  })

  test('without anything to hide stays as it is', async () => {
    const plain = stripMetadata(bytesOf(await picture(format)))
    const again = plain && stripMetadata(plain.bytes)
    expect(again).toMatchObject({ isChanged: false, hadLocation: false })
  })

  test('cut short anywhere is either read or refused, never an exception', async () => {
    const whole = bytesOf(await picture(format, 3))
    for (let length = 0; length < whole.length; length += 7) stripMetadata(whole.slice(0, length))
  })
})

test('a colour profile stays', async () => {
  const original = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a40' } })
    .jpeg()
    .withIccProfile('p3')
    .withMetadata({ orientation: 1 })
    .toBuffer()
  const { icc } = await sharp(original).metadata()
  const stripped = stripMetadata(bytesOf(original))
  expect(icc).toBeDefined()
  expect((await sharp(stripped?.bytes).metadata()).icc).toEqual(icc)
})

const plain = (format: 'jpeg' | 'png') =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: '#a40' } })
    .toFormat(format)
    .toBuffer()

/** Behind the mark of a JPEG's beginning, or behind a PNG's head. */
const written = {
  'a comment in a JPEG': { format: 'jpeg', at: 2, part: jpegSegment(0xfe, 'filmed at her house') },
  'IPTC in a JPEG': { format: 'jpeg', at: 2, part: jpegSegment(0xed, 'Photoshop 3.0\0filmed at her house') },
  'text in a PNG': { format: 'png', at: 33, part: pngChunk('tEXt', 'Comment\0filmed at her house') },
} as const

function jpegSegment(marker: number, text: string): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker, 0, text.length + 2]), Buffer.from(text)])
}

function pngChunk(type: string, text: string): Buffer {
  const [length, content, sum] = [Buffer.alloc(4), Buffer.from(`${type}${text}`), Buffer.alloc(4)]
  length.writeUInt32BE(text.length)
  sum.writeUInt32BE(crc32(content))
  return Buffer.concat([length, content, sum])
}

test.each(Object.entries(written))('%s goes', async (_name, { format, at, part }) => {
  const whole = await plain(format)
  const talkative = Buffer.concat([whole.subarray(0, at), part, whole.subarray(at)])
  expect(Buffer.from(stripMetadata(bytesOf(talkative))?.bytes ?? [])).toEqual(whole)
})

test('a second picture behind the first goes', async () => {
  const first = await plain('jpeg')
  const stripped = stripMetadata(bytesOf(Buffer.concat([first, await picture('jpeg')])))
  expect(Buffer.from(stripped?.bytes ?? [])).toEqual(first)
})

test('what is no JPEG, PNG or WebP is left alone', async () => {
  expect(stripMetadata(bytesOf(Buffer.from('GIF89a and so on, long enough to be looked at')))).toBeNull()
})
