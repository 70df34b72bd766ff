import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  ALL_FORMATS,
  BufferSource,
  EncodedPacketSink,
  FlacOutputFormat,
  Input,
  type InputTrack,
  MkvOutputFormat,
  Mp3OutputFormat,
  Mp4OutputFormat,
  OggOutputFormat,
  type OutputFormat,
  WavOutputFormat,
} from 'mediabunny'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FilmPlan, makeFilm } from '#lib/media/testing/make-film.ts'
import { box, numbers, userData, where, withInIndex } from '#lib/media/testing/movie-boxes.ts'
import { type Piece, piecesOf } from './patches.ts'
import { stripClip } from './strip-clip.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-strip-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const picture = { codec: 'avc', framesPerSecond: 10, width: 64, height: 36 } as const
const sound = (codec: 'aac' | 'mp3' | 'pcm-s16' | 'flac' | 'opus' | 'vorbis') => ({ codec, sampleRate: 48_000, channels: 1 })

async function make(format: OutputFormat, plan: Omit<FilmPlan, 'format' | 'seconds'>): Promise<Buffer> {
  const file = path.join(directory, `film${format.fileExtension}`)
  await makeFilm(file, { format, seconds: 1, ...plan })
  return readFile(file)
}

function readerOf(bytes: Buffer) {
  return { size: bytes.length, read: async (start: number, end: number) => new Uint8Array(bytes.subarray(start, end)) }
}

async function strip(bytes: Buffer) {
  const stripped = await stripClip(readerOf(bytes))
  if (stripped === null) throw new Error('it could not be read')
  const bytesOf = (piece: Piece) => (piece.from === 'file' ? bytes.subarray(piece.start, piece.end) : piece.bytes)
  const tidy = Buffer.concat(piecesOf(bytes.length, stripped.patches).map(bytesOf))
  return { tidy, isTelling: stripped.isTelling, hadLocation: stripped.hadLocation }
}

/** Everything that is seen and heard, block by block as it is coded. */
async function packetsOf(bytes: Buffer): Promise<string[]> {
  using input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
  const tracks: InputTrack[] = await input.getTracks()
  const packets: string[] = []
  for (const track of tracks)
    for await (const packet of new EncodedPacketSink(track).packets())
      packets.push(`${track.type} ${packet.timestamp} ${packet.duration} ${packet.type} ${Buffer.from(packet.data).toString('base64')}`)
  return packets
}

const keys = box(
  'meta',
  box('hdlr', numbers(0, 0), 'mdta', Buffer.alloc(13)),
  box('keys', numbers(0, 1), box('mdta', 'com.apple.quicktime.location.ISO6709')),
  box('ilst', box('\0\0\0\x01', box('data', numbers(1, 0), where))),
)

function placeTrack(samplesAt: number): Buffer {
  const table = box(
    'stbl',
    box('stsd', numbers(0, 1), box('gpmd', Buffer.alloc(8))),
    box('stsz', numbers(0, 0, 2, 10, 8)),
    box('stsc', numbers(0, 1, 1, 2, 1)),
    box('stco', numbers(0, 1, samplesAt)),
  )
  const media = box('mdia', box('hdlr', numbers(0, 0), 'meta', Buffer.alloc(13)), box('minf', table))
  return box('trak', box('tkhd', Buffer.alloc(84)), media)
}

describe('a film', () => {
  let film: Buffer
  let packets: string[]
  beforeAll(async () => {
    film = await make(new Mp4OutputFormat({ fastStart: false }), { video: picture, audio: sound('aac') })
    packets = await packetsOf(film)
  })

  test('as a program writes it says nothing that anybody would mind', async () => {
    expect(await strip(film)).toMatchObject({ isTelling: false, hadLocation: false })
    const encoder = box('udta', box('meta', numbers(0), box('ilst', box('\u00a9too', box('data', numbers(1, 0), 'Lavf61.7.100')))))
    expect(await strip(withInIndex(film, encoder))).toMatchObject({ isTelling: false, hadLocation: false })
    expect(await strip(Buffer.concat([film, Buffer.alloc(5_000)]))).toMatchObject({ isTelling: false, hadLocation: false })
  })

  test.each([
    ['a camera’s user data', () => withInIndex(film, userData)],
    ['a phone’s keys', () => withInIndex(film, keys)],
    ['a box of its own', () => Buffer.concat([film, box('uuid', Buffer.alloc(16, 7), `exif:GPSLatitude="${where}"`)])],
  ])('loses the place in %s, and not a frame', async (_where, spoil) => {
    const { tidy, ...told } = await strip(spoil())
    expect(told).toEqual({ isTelling: true, hadLocation: true })
    expect(spoil().includes(where)).toBe(true)
    expect(tidy.includes(where)).toBe(false)
    expect(tidy.length).toBe(spoil().length)
    expect(await packetsOf(tidy)).toEqual(packets)
  })

  test('loses a track of places with all that it points at', async () => {
    const spoiled = withInIndex(Buffer.concat([film]), placeTrack(film.length + placeTrack(0).length + 8))
    const whole = Buffer.concat([spoiled, box('mdat', where)])
    const { tidy, ...told } = await strip(whole)
    expect(told).toEqual({ isTelling: true, hadLocation: true })
    expect(whole.includes(where)).toBe(true)
    expect(tidy.includes(where)).toBe(false)
    expect(await packetsOf(tidy)).toEqual(packets)
  })

  test('loses what lies in boxes that mean nothing, and what a dash cam writes between the frames', async () => {
    const old = await strip(Buffer.concat([film, box('free', where)]))
    expect(old.isTelling).toBe(true)
    expect(old.tidy.subarray(film.length)).toEqual(box('free', Buffer.alloc(where.length)))
    expect(await strip(Buffer.concat([film, box('free', 'IsoMedia File Produced with GPAC', Buffer.alloc(9))]))).toMatchObject({
      isTelling: false,
    })
    const hidden = Buffer.concat([box('free', 'GPS ', where), box('mdat', 'GPS ', where)])
    const table = (at: number) => box('gps ', numbers(0x101, 3, at, 99, at + hidden.length / 2, 99, 0xffffff00, 99))
    const spoiled = withInIndex(film, table(film.length + table(0).length + 8))
    const { tidy, ...told } = await strip(Buffer.concat([spoiled, box('mdat', hidden)]))
    expect(told).toEqual({ isTelling: true, hadLocation: true })
    // Only what says itself that it is such a block.
    expect(tidy.subarray(spoiled.length + 8)).toEqual(
      Buffer.concat([box('free', Buffer.alloc(4 + where.length)), hidden.subarray(hidden.length / 2)]),
    )
    expect(await packetsOf(tidy)).toEqual(packets)
  })

  test('forgets when it was recorded', async () => {
    const dated = Buffer.from(film)
    for (const kind of ['mvhd', 'tkhd', 'mdhd'])
      for (let at = dated.indexOf(kind); at !== -1; at = dated.indexOf(kind, at + 4)) dated.fill(0xdd, at + 8, at + 16)
    const { tidy } = await strip(dated)
    expect(dated.includes(Buffer.alloc(8, 0xdd))).toBe(true)
    expect(tidy.includes(Buffer.alloc(8, 0xdd))).toBe(false)
    expect(await packetsOf(tidy)).toEqual(packets)
  })

  test('in fragments with such a track cannot be helped byte by byte', async () => {
    const spoiled = withInIndex(film, box('mvex'), placeTrack(0))
    expect(await stripClip(readerOf(spoiled))).toBeNull()
  })

  test('whose boxes claim to be longer than it is is left to others', async () => {
    const broken = withInIndex(film, userData)
    broken.writeUInt32BE(0x7fffffff, broken.lastIndexOf('udta') - 4)
    expect(await stripClip(readerOf(broken))).toBeNull()
    expect(await stripClip(readerOf(film.subarray(0, film.length - 5)))).toBeNull()
  })
})

test('a Matroska film loses its tags, title and attachments, and not a frame', async () => {
  const film = await make(new MkvOutputFormat(), { video: picture })
  expect(await strip(film)).toMatchObject({ isTelling: false })
  const element = (id: string, ...parts: (Buffer | string)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))
    return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x40 | (body.length >> 8), body.length & 255]), body])
  }
  const tags = element('1254c367', element('7373', element('67c8', element('45a3', 'LOCATION'), element('4487', where))))
  // Of unknown length: its own counts only what was in it.
  const segmentAt = film.indexOf(Buffer.from('18538067', 'hex')) + 4
  const spoiled = Buffer.concat([film, tags])
  Buffer.from('07ffffffffff', 'hex').copy(spoiled, segmentAt)
  const { tidy, ...told } = await strip(spoiled)
  expect(told).toEqual({ isTelling: true, hadLocation: true })
  expect(tidy.includes(where)).toBe(false)
  expect(await packetsOf(tidy)).toEqual(await packetsOf(film))
})

describe('a sound', () => {
  test('loses the tags before and after it', async () => {
    const song = await make(new Mp3OutputFormat(), { audio: sound('mp3') })
    const frame = Buffer.concat([Buffer.from('TPE1'), numbers(18), Buffer.from([0, 0]), Buffer.from(where)])
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0', 'latin1'), numbers(frame.length), frame])
    const old = Buffer.alloc(128, 0)
    old.write('TAG')
    old.write(where, 3)
    const { tidy, ...told } = await strip(Buffer.concat([tag, song, old]))
    expect(told.isTelling).toBe(true)
    expect((await strip(song)).isTelling).toBe(false)
    expect(tidy.includes(where)).toBe(false)
    expect(await packetsOf(tidy)).toEqual(await packetsOf(song))
  })

  test('loses a recorder’s own chunks', async () => {
    const noise = await make(new WavOutputFormat(), { audio: sound('pcm-s16') })
    const chunk = Buffer.concat([Buffer.from('bext'), Buffer.from([where.length, 0, 0, 0]), Buffer.from(where)])
    const { tidy, ...told } = await strip(Buffer.concat([noise, chunk]))
    expect(told.isTelling).toBe(true)
    expect((await strip(noise)).isTelling).toBe(false)
    expect(tidy.includes(where)).toBe(false)
    expect(await packetsOf(tidy)).toEqual(await packetsOf(noise))
  })

  test('of FLAC loses its comments', async () => {
    const noise = await make(new FlacOutputFormat(), { audio: sound('flac') })
    expect((await strip(noise)).isTelling).toBe(false)
    const comment = Buffer.concat([Buffer.alloc(4), Buffer.from([1, 0, 0, 0, 27, 0, 0, 0]), Buffer.from(`LOCATION=${where}`)])
    // The last block of the head, where only one was.
    const spoiled = Buffer.concat([noise.subarray(0, 42), Buffer.from([0x84, 0, 0, comment.length]), comment, noise.subarray(42)])
    spoiled[4] = 0
    const { tidy, ...told } = await strip(spoiled)
    expect(told).toEqual({ isTelling: true, hadLocation: true })
    expect(tidy.includes(where)).toBe(false)
    expect(await packetsOf(tidy)).toEqual(await packetsOf(noise))
  })

  describe.each(['opus', 'vorbis'] as const)('of %s in Ogg', (codec) => {
    const face = { data: Buffer.alloc(200_000, where), mimeType: 'image/jpeg', kind: 'coverFront' } as const
    const plan = { audio: sound(codec) }
    const tags = { artist: 'Ana', raw: { LOCATION: where }, images: [face] }

    test('loses its tags over many pages, and not a block; each page has its checksum', async () => {
      const plain = await make(new OggOutputFormat(), plan)
      expect(await strip(plain)).toEqual({ tidy: plain, isTelling: false, hadLocation: false })
      const song = await make(new OggOutputFormat(), { ...plan, tags })
      const { tidy, ...told } = await strip(song)
      expect(told).toEqual({ isTelling: true, hadLocation: true })
      expect(song.includes(where)).toBe(true)
      for (const gone of [where, Buffer.from(where).toString('base64').slice(0, 12), 'Ana']) expect(tidy.includes(gone)).toBe(false)
      expect(tidy.length).toBe(song.length)
      expect(wrongPages(song)).toEqual([])
      expect(wrongPages(tidy)).toEqual([])
      expect(await packetsOf(tidy)).toEqual(await packetsOf(song))
      expect(await packetsOf(tidy)).toEqual(await packetsOf(plain))
      expect((await strip(tidy)).isTelling).toBe(false)
    })

    test('loses the tags of each part of a recording that was put together', async () => {
      const plain = await make(new OggOutputFormat(), plan)
      const next = await make(new OggOutputFormat(), { ...plan, tags: { raw: { GPS_LATITUDE: where } } })
      const { tidy, ...told } = await strip(Buffer.concat([plain, next]))
      expect(told).toEqual({ isTelling: true, hadLocation: true })
      expect(tidy.includes(where)).toBe(false)
      expect(wrongPages(tidy)).toEqual([])
    })

    test('that breaks off in its tags, or whose pages do not follow each other, is left to others', async () => {
      const song = await make(new OggOutputFormat(), { ...plan, tags })
      expect(await stripClip(readerOf(song.subarray(0, 100_000)))).toBeNull()
      expect(await stripClip(readerOf(Buffer.concat([song, Buffer.from('no page')])))).toBeNull()
    })
  })
})

/** By the definition of the checksum, bit by bit. */
function wrongPages(file: Buffer): number[] {
  const wrong: number[] = []
  for (let start = 0; start < file.length; ) {
    const lacing = file.subarray(start + 27, start + 27 + (file[start + 26] ?? 0))
    const page = Buffer.from(file.subarray(start, start + 27 + lacing.length + lacing.reduce((sum, length) => sum + length, 0)))
    const told = page.readUInt32LE(22)
    page.writeUInt32LE(0, 22)
    let rest = 0
    for (const byte of page)
      for (let bit = 7; bit >= 0; bit--) rest = ((rest << 1) ^ ((rest >>> 31) ^ ((byte >> bit) & 1) ? 0x04c11db7 : 0)) >>> 0
    if (told !== rest) wrong.push(start)
    start += page.length
  }
  return wrong
}
