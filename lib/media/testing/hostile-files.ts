import { createHash } from 'node:crypto'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { wavHeader } from './wav.ts'

/** Files that somebody made to do harm: each small on the way in. */

export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** Numbers of 32 bits, big-endian. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, index * 4)
  return bytes
}

const fileType = box('ftyp', Buffer.from('isom'), words(0), Buffer.from('isomiso2avc1mp41'))

export interface MovieLies {
  /** How many samples the index claims, in tables that name each or in one line for all. */
  samples: number
  /** Claimed per sample; 0 means that a table follows, which is then left empty. */
  sampleBytes?: number
  /** Entries that the time table claims to have; it holds one. */
  timeEntries?: number
  width?: number
  height?: number
  timescale?: number
  sampleTicks?: number
  /** Bytes of media behind the index. */
  mediaBytes?: number
}

const matrix = words(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const parameterSets = Buffer.from('0142c00affe1000d6742c00adc0f8b8b4280000003008001000468ce3c80', 'hex')

/** An MP4 whose index says what it is told to. */
export function movie(lies: MovieLies): Buffer {
  const {
    samples,
    sampleBytes = 100,
    timeEntries = 1,
    width = 320,
    height = 240,
    timescale = 1000,
    sampleTicks = 40,
    mediaBytes = 100,
  } = lies
  const size = Buffer.alloc(4)
  size.writeUInt16BE(Math.min(width, 65_535), 0)
  size.writeUInt16BE(Math.min(height, 65_535), 2)
  const entry = box(
    'avc1',
    words(0, 1, 0, 0, 0, 0),
    size,
    words(0x480000, 0x480000, 0),
    Buffer.alloc(36, 0),
    Buffer.from('0018ffff', 'hex'),
    box('avcC', parameterSets),
  )
  const table = box(
    'stbl',
    box('stsd', words(0, 1), entry.subarray(0)),
    box('stts', words(0, timeEntries, samples, sampleTicks)),
    box('stsc', words(0, 1, 1, samples, 1)),
    box('stsz', words(0, sampleBytes, samples)),
    box('stco', words(0, 1, fileType.length + 16)),
  )
  const duration = Math.min(0xffff_ffff, samples * sampleTicks)
  const track = box(
    'trak',
    box('tkhd', words(7, 0, 0, 1, 0, duration, 0, 0, 0, 0), matrix, words(width * 0x10000, height * 0x10000)),
    box(
      'mdia',
      box('mdhd', words(0, 0, 0, timescale, duration), Buffer.from('55c40000', 'hex')),
      box('hdlr', words(0, 0), Buffer.from('vide'), words(0, 0, 0), Buffer.from('\0')),
      box('minf', box('vmhd', words(1, 0, 0)), box('dinf', box('dref', words(0, 1), box('url ', words(1)))), table),
    ),
  )
  const index = box(
    'moov',
    box('mvhd', words(0, 0, 0, timescale, duration, 0x10000, 0x1000000, 0, 0), matrix, Buffer.alloc(24), words(2)),
    track,
  )
  return Buffer.concat([fileType, index, box('mdat', Buffer.alloc(mediaBytes))])
}

/** Boxes inside boxes, `depth` deep. */
export function nestedMovie(depth: number): Buffer {
  const bytes = Buffer.alloc(depth * 8)
  for (let level = 0; level < depth; level++) {
    bytes.writeUInt32BE((depth - level) * 8, level * 8)
    bytes.write(level === 0 ? 'moov' : level % 2 === 0 ? 'mdia' : 'trak', level * 8 + 4)
  }
  return Buffer.concat([fileType, bytes])
}

/** A box that says it is larger than everything, and one that says that it has no size at all. */
export function movieWithBoxOf(size: number): Buffer {
  const liar = box('moov', Buffer.alloc(64))
  liar.writeUInt32BE(size, 0)
  return Buffer.concat([fileType, liar])
}

/** Many tiny boxes, one after the other. */
export function movieOfManyBoxes(count: number): Buffer {
  return Buffer.concat([fileType, Buffer.alloc(count * 8, box('free'))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  return Buffer.concat([words(data.length), body, words(crc32(body))])
}

const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

export interface PngOptions {
  width: number
  height: number
  /** 0 grey, 2 RGB, 6 RGBA. */
  colourType?: 0 | 2 | 6
  bitDepth?: 1 | 8 | 16
  isInterlaced?: boolean
  extra?: Buffer[]
  data?: Buffer
}

export function png({ width, height, colourType = 0, bitDepth = 8, isInterlaced = false, extra = [], data }: PngOptions): Buffer {
  const channels = { 0: 1, 2: 3, 6: 4 }[colourType]
  const pixels = data ?? Buffer.alloc(Math.min(50_000_000, (Math.ceil((width * channels * bitDepth) / 8) + 1) * height))
  const header = Buffer.concat([words(width, height), Buffer.from([bitDepth, colourType, 0, 0, isInterlaced ? 1 : 0])])
  return Buffer.concat([pngSignature, chunk('IHDR', header), ...extra, chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))])
}

/** A text and a colour profile that unpack to `bytes` each. */
export function pngWithBombs(bytes: number): Buffer {
  const packed = deflateSync(Buffer.alloc(bytes))
  const profile = chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), packed]))
  const text = chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0', 'latin1'), packed]))
  return png({ width: 16, height: 16, extra: [profile, text] })
}

export interface WaveLies {
  /** What the header says that the sound takes. */
  claimedBytes: number
  actualBytes: number
  rate?: number
  channels?: number
}

export function wave({ claimedBytes, actualBytes, rate = 8000, channels = 1 }: WaveLies): Buffer {
  return Buffer.concat([wavHeader(claimedBytes, { rate, channels }), Buffer.alloc(actualBytes)])
}

/** An ID3 tag that claims to be as long as its header can say, or as long as it is. */
export function taggedNothing(bytes: number, claimedBytes = bytes): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (claimedBytes >> shift) & 0x7f)
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([4, 0, 0, ...size]), Buffer.alloc(bytes)])
}

export interface GifOptions {
  width: number
  height: number
  frames: number
}

/** Each frame is one pixel, so ten thousand of them are small. */
export function gif({ width, height, frames }: GifOptions): Buffer {
  const head = Buffer.from([
    ...Buffer.from('GIF89a'),
    width & 255,
    width >> 8,
    height & 255,
    height >> 8,
    0x80,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    255,
  ])
  const frame = Buffer.from('21f90400010000002c000000000100010000024401' + '00', 'hex')
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])])
}

/** A WebM whose segment and cluster say that they end nowhere. */
export function endlessWebm(): Buffer {
  const unknown = Buffer.from('01ffffffffffffff', 'hex')
  const header = Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d42878104428581021853806701ffffffffffffff', 'hex')
  const track = Buffer.from('1654ae6b9bae99d7810173c5810183810186855f56503980e0 86b08240f0ba81f0'.replaceAll(' ', ''), 'hex')
  const cluster = Buffer.concat([Buffer.from('1f43b675', 'hex'), unknown, Buffer.from('e78100', 'hex')])
  const block = Buffer.concat([Buffer.from('a3', 'hex'), Buffer.from('85', 'hex'), Buffer.from('8100008000', 'hex')])
  return Buffer.concat([header, track, cluster, ...Array.from({ length: 2000 }, () => block)])
}

/** The first bytes of every kind that is told by its beginning, with noise behind it that is the same each time. */
export function noiseAfter(start: Buffer, seed: string, bytes = 20_000): Buffer {
  const parts = [start]
  for (let length = start.length, round = 0; length < bytes; round++, length += 32) {
    parts.push(createHash('sha256').update(`${seed}${round}`).digest())
  }
  return Buffer.concat(parts)
}

/** A gzip of zeros and the archive of one entry that says it unpacks to 4 GB. */
export function packedZeros(bytes: number): Buffer {
  return gzipSync(Buffer.alloc(bytes))
}

export function zipOf(name: string, content: Buffer, claimedBytes = 0xffff_ffff): Buffer {
  const packed = deflateSync(content).subarray(2, -4)
  const entry = Buffer.alloc(30)
  entry.writeUInt32LE(0x04034b50, 0)
  entry.writeUInt16LE(20, 4)
  entry.writeUInt16LE(8, 8)
  entry.writeUInt32LE(crc32(content), 14)
  entry.writeUInt32LE(packed.length, 18)
  entry.writeUInt32LE(claimedBytes, 22)
  entry.writeUInt16LE(name.length, 26)
  return Buffer.concat([entry, Buffer.from(name), packed])
}
