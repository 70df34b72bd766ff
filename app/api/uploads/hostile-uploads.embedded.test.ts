import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import {
  endlessWebm,
  gif,
  movie,
  movieOfManyBoxes,
  movieWithBoxOf,
  nestedMovie,
  noiseAfter,
  packedZeros,
  png,
  pngWithBombs,
  taggedNothing,
  wave,
  zipOf,
} from '#lib/media/testing/hostile-files.ts'
import { type Answer, callRoute } from '../testing/call-route.ts'
import { cookieOf, openApp } from '../testing/open-app.ts'
import * as file from './[id]/[file]/route.ts'
import * as uploads from './route.ts'

const { test, ana } = await openApp()
let memoryBeforeMb = 0

beforeAll(async () => {
  const good = await send(await picture.clone().png().toBuffer(), 'good.png')
  expect(good.status).toBe(201)
  memoryBeforeMb = process.memoryUsage.rss() / 1024 ** 2
})

const latin1 = (text: string) => Buffer.from(text, 'latin1')
const typed = (brand: string) => latin1(`\0\0\0\x1cftyp${brand}\0\0\0\0${brand}mif1`)
const script = latin1('<script>alert(document.cookie)</script>'.padEnd(300))
const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#456' } })

function send(bytes: Buffer, name: string): Promise<Answer> {
  const form = new FormData()
  form.set('file', new File([new Uint8Array(bytes)], name))
  return callRoute(uploads.POST, '/api/uploads', { headers: cookieOf(ana), body: form })
}

function listFiles(folder: string): string[] {
  return readdirSync(path.join(test.context.env.DATA_DIR, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
}

/** Everything that an upload could leave: rows, kept files, and unfinished ones wherever they may lie. */
async function countLeavings() {
  const rows = await test.context.database.client.upload.count()
  return { rows, kept: listFiles('files').length, unfinished: readdirSync(path.join(test.context.env.DATA_DIR, 'tmp')) }
}

function memoryOfMediaProcess(): { peakMb: number; processId: number | null } {
  const media = test.context.media as typeof test.context.media & { processId(): number | null }
  const processId = media.processId()
  const status = processId === null ? '' : readFileSync(`/proc/${processId}/status`, 'utf8')
  return { peakMb: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024, processId }
}

const notMedia = 'This is not an image, a video or an audio file that we can read.'
const damaged = 'This file is damaged or cut short.'
const tooLarge = 'This file is larger, or unpacks to more, than we can handle. A picture may have at most 100 MB.'

describe('a file that was made to do harm', () => {
  it.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    ['a zip bomb named .png', () => zipOf('a.png', Buffer.alloc(5_000_000)), 422, notMedia],
    ['a gzip bomb', () => packedZeros(10_000_000), 422, notMedia],
    ['a PNG of 50,000 × 50,000', () => png({ width: 50_000, height: 50_000, data: Buffer.alloc(10) }), 413, tooLarge],
    ['a PNG of one million pixels’ height', () => png({ width: 1, height: 1_000_000 }), 413, tooLarge],
    [
      'an interlaced PNG that unpacks to 950 MB',
      () => png({ width: 10_900, height: 10_900, colourType: 6, bitDepth: 16, isInterlaced: true, data: Buffer.alloc(8_000_000) }),
      413,
      tooLarge,
    ],
    [
      'an interlaced PNG that unpacks to 475 MB and ends early',
      () => png({ width: 10_900, height: 10_900, colourType: 6, isInterlaced: true, data: Buffer.alloc(8_000_000) }),
      422,
      damaged,
    ],
    ['a PNG whose size is 0', () => png({ width: 0, height: 0, data: Buffer.alloc(10) }), 422, damaged],
    ['a GIF of 65,535 × 65,535', () => gif({ width: 65_535, height: 65_535, frames: 1 }), 422, damaged],
    ['half a JPEG', async () => (await picture.clone().jpeg().toBuffer()).subarray(0, 200), 422, damaged],
    ['a broken AVIF', () => noiseAfter(typed('avif'), 'avif'), 422, damaged],
    ['a broken HEIC', () => noiseAfter(typed('heic'), 'heic'), 422, damaged],
    ['a broken WebP', () => noiseAfter(latin1('RIFF\xff\xff\xff\x7fWEBPVP8L'), 'webp'), 422, damaged],
    ['a broken TIFF', () => noiseAfter(latin1('II*\0\x08\0\0\0\xff\xff'), 'tiff'), 422, damaged],
    ['a BMP of 30,000 × 30,000 in 60 bytes', () => bitmapClaiming(30_000, 30_000), 413, tooLarge],
    ['a BMP of 2³¹ pixels’ height', () => bitmapClaiming(1, -2_147_483_648), 413, tooLarge],
    ['a WAV without the sound that it claims', () => wave({ claimedBytes: 4_000_000_000, actualBytes: 0 }), 422, damaged],
    ['a WAV of no samples a second', () => wave({ claimedBytes: 16_000, actualBytes: 16_000, rate: 0 }), 422, damaged],
    ['a WAV of 65,535 channels', () => wave({ claimedBytes: 16_000, actualBytes: 16_000, channels: 65_535 }), 422, damaged],
    ['an MP4 of no frames', () => movie({ samples: 0 }), 422, damaged],
    ['an MP4 of a billion frames in one line', () => movie({ samples: 1_000_000_000 }), 413, tooLarge],
    ['an MP4 of a billion frames in a table that is not there', () => movie({ samples: 1_000_000_000, sampleBytes: 0 }), 422, damaged],
    ['an MP4 with four billion entries of time', () => movie({ samples: 1, timeEntries: 4_000_000_000 }), 422, damaged],
    ['an MP4 that has no time', () => movie({ samples: 1, timescale: 0 }), 422, damaged],
    ['an MP4 of 65,535 × 65,535', () => movie({ samples: 1, width: 65_535, height: 65_535 }), 413, tooLarge],
    ['an MP4 of ten thousand boxes inside each other', () => nestedMovie(10_000), 422, damaged],
    ['an MP4 of a hundred thousand boxes', () => movieOfManyBoxes(100_000), 422, damaged],
    ['an MP4 with a box of 4 GB', () => movieWithBoxOf(0xffff_ffff), 422, damaged],
    ['an MP4 with a box that contains itself', () => movieWithBoxOf(4), 422, damaged],
    ['an MP4 with a box without a size', () => movieWithBoxOf(0), 422, damaged],
    ['a truncated MP4', () => movie({ samples: 1, mediaBytes: 5000 }).subarray(0, -1000), 422, damaged],
    ['an MP4 of noise', () => noiseAfter(typed('isom'), 'mp4'), 422, damaged],
    ['a WebM without an end', () => endlessWebm(), 422, damaged],
    ['a Matroska of noise', () => noiseAfter(Buffer.from('1a45dfa3', 'hex'), 'mkv'), 422, damaged],
    ['an Ogg of noise', () => noiseAfter(latin1('OggS\0\x02'), 'ogg'), 422, damaged],
    ['a FLAC of noise', () => noiseAfter(latin1('fLaC'), 'flac'), 422, damaged],
    ['an AAC of noise', () => noiseAfter(Buffer.from('fff15080', 'hex'), 'aac'), 422, damaged],
    ['an MP3 of noise', () => noiseAfter(Buffer.from('fffb9064', 'hex'), 'mp3', 1_000_000), 422, damaged],
    ['an MP3 that is only its tag', () => taggedNothing(5_000), 422, damaged],
    ['an MP3 whose tag claims 256 MB', () => taggedNothing(100, 268_435_455), 422, damaged],
    ['an SVG with a script', () => latin1('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 422, notMedia],
    [
      'an SVG after an XML line',
      () => latin1(`<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg onload="alert(1)"/>`.padEnd(200)),
      422,
      notMedia,
    ],
    ['HTML named .mp4', () => script, 422, notMedia],
    ['a PDF with an MP4 behind it', () => Buffer.concat([latin1('%PDF-1.7\n'), movie({ samples: 1 })]), 422, notMedia],
    ['a program', () => noiseAfter(latin1('\x7fELF\x02\x01\x01'), 'elf'), 422, notMedia],
    [
      'a playlist that names other files',
      () => latin1('#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n'),
      422,
      notMedia,
    ],
    ['an empty file', () => Buffer.alloc(0), 422, 'This file is empty.'],
    ['one byte', () => latin1('x'), 422, notMedia],
  ])('%s is refused, and leaves nothing behind', async (name, make, status, words) => {
    const before = await countLeavings()
    const answer = await send(await make(), `${name}.mp4`)
    expect([answer.status, (answer.json as { error: { message: string } }).error.message]).toEqual([status, words])
    expect(await countLeavings()).toEqual({ ...before, unfinished: [] })
  })

  it.each<[string, () => Buffer | Promise<Buffer>, Record<string, unknown>]>([
    ['a PNG whose texts unpack to 40 MB', () => pngWithBombs(20_000_000), { container: 'png', width: 16 }],
    ['a GIF of ten thousand pictures', () => gif({ width: 100, height: 100, frames: 10_000 }), { container: 'gif', width: 100 }],
    ['a WAV that claims four hours', () => wave({ claimedBytes: 4_000_000_000, actualBytes: 16_000 }), { container: 'wav', duration: 1 }],
    [
      'a GIF with a page behind it',
      async () => Buffer.concat([await picture.clone().gif().toBuffer(), script]),
      { contentType: 'image/gif' },
    ],
    [
      'a JPEG with a ZIP behind it',
      async () => Buffer.concat([await picture.clone().jpeg().toBuffer(), zipOf('x', script)]),
      { contentType: 'image/jpeg' },
    ],
  ])('%s is taken for what it is, and given out as nothing else', async (name, make, facts) => {
    const answer = await send(await make(), `${name}.html`)
    expect([answer.status, answer.json]).toMatchObject([201, facts])
    const upload = uploadViewSchema.parse(answer.json)
    const served = await callRoute(file.GET, upload.url, { headers: cookieOf(ana), params: { id: upload.id, file: 'file' } })
    expect(served.headers.get('content-type')).toBe(upload.contentType)
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    expect(served.headers.get('content-security-policy')).toContain("default-src 'none'; sandbox")
    expect(upload.name).not.toMatch(/\.html$/)
    expect((await countLeavings()).unfinished).toEqual([])
  })

  it('has cost neither the server nor the media process much memory', async () => {
    const media = memoryOfMediaProcess()
    expect(media.processId).not.toBeNull()
    // A picture that unpacks to half a gigabyte may be decoded; what the files above claim would be a hundred times that.
    expect(media.peakMb).toBeLessThan(1_000)
    // The files themselves are made in this process, up to 50 MB at a time.
    expect(process.memoryUsage.rss() / 1024 ** 2 - memoryBeforeMb).toBeLessThan(400)
  })
})

function bitmapClaiming(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(60)
  bytes.write('BM')
  bytes.writeUInt32LE(60, 2)
  bytes.writeUInt32LE(54, 10)
  bytes.writeUInt32LE(40, 14)
  bytes.writeInt32LE(width, 18)
  bytes.writeInt32LE(height, 22)
  bytes.writeUInt16LE(1, 26)
  bytes.writeUInt16LE(1, 28)
  bytes.writeUInt32LE(1, 30)
  return bytes
}

describe('a name that was made to do harm', () => {
  it.each([
    ['../../../etc/passwd', 'passwd.png'],
    ['..\\..\\windows\\system32\\evil.png', 'evil.png'],
    ['/etc/cron.d/job.png', 'job.png'],
    ['..', 'file.png'],
    ['', 'file.png'],
    ['.png', 'file.png'],
    ['🎬 final 🎬.png', '🎬 final 🎬.png'],
    ['photo\u202egnp.exe', 'photognp.exe.png'],
    [`${'n'.repeat(300)}.png`, `${'n'.repeat(200)}.png`],
    ['a\u0000b.png', 'ab.png'],
    ['line\r\nbreak.png', 'linebreak.png'],
    ['page.html', 'page.html.png'],
    ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
    ['half \ud83d.png', 'half \ufffd.png'],
  ])('%j becomes %j', async (given, name) => {
    const bytes = await sharp({ create: { width: 20 + given.length, height: 20 + name.length, channels: 3, background: '#123' } })
      .png()
      .toBuffer()
    const body = Buffer.concat([
      Buffer.from(
        `--b\r\ncontent-disposition: form-data; name="file"; filename="${given.replaceAll('\\', '\\\\').replace(/[\r\n]/g, '')}"\r\n\r\n`,
      ),
      bytes,
      latin1('\r\n--b--\r\n'),
    ])
    const headers = { ...cookieOf(ana), 'content-type': 'multipart/form-data; boundary=b' }
    const answer = await callRoute(uploads.POST, '/api/uploads', { headers, body: new Uint8Array(body) })
    const taken = uploadViewSchema.parse(answer.json)
    expect(taken.name).toBe(name)
    const row = await test.context.database.client.upload.findUniqueOrThrow({ where: { id: taken.id } })
    expect(row.storageKey).toBe(`uploads/${taken.id}/file.png`)
  })
})

describe('a body that was made to do harm', () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=b' }
  const open = '--b\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
  const streamOf = (chunks: AsyncIterable<Uint8Array>) => Readable.toWeb(Readable.from(chunks)) as unknown as BodyInit

  async function* breakingOff(): AsyncGenerator<Uint8Array> {
    yield latin1(open)
    yield new Uint8Array(100_000)
    throw new Error('the line is dead')
  }

  async function* manyParts(): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < 2_000; part++) yield latin1(`--b\r\ncontent-disposition: form-data; name="f${part}"\r\n\r\nx\r\n`)
    yield latin1('--b--\r\n')
  }

  it.each<[string, Record<string, string>, () => BodyInit, number]>([
    ['announces 10 GB', { ...multipart, 'content-length': String(10 * 1024 ** 3) }, () => 'x', 413],
    ['announces a length that is no number', { ...multipart, 'content-length': '1e99' }, () => 'x', 413],
    ['is JSON', { 'content-type': 'application/json' }, () => '{}', 415],
    ['is a form of the old kind', { 'content-type': 'application/x-www-form-urlencoded' }, () => 'file=a', 415],
    ['has no boundary', { 'content-type': 'multipart/form-data' }, () => open, 415],
    ['has an empty boundary', { 'content-type': 'multipart/form-data; boundary=' }, () => open, 400],
    ['has another boundary than it says', { 'content-type': 'multipart/form-data; boundary=c' }, () => `${open}x\r\n--b--\r\n`, 400],
    ['ends before the file does', multipart, () => `${open}half of it`, 400],
    ['ends in the middle of a header', multipart, () => '--b\r\ncontent-dispo', 400],
    ['has a header without an end', multipart, () => `--b\r\nx-long: ${'a'.repeat(1_000_000)}`, 400],
    ['has fields and no file', multipart, () => '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n', 400],
    ['has two thousand parts and no file', multipart, () => streamOf(manyParts()), 400],
    ['breaks off', multipart, () => streamOf(breakingOff()), 400],
    ['is nothing', multipart, () => '', 400],
  ])('and %s is refused, and leaves nothing behind', async (_name, headers, body, status) => {
    const before = await countLeavings()
    const answer = await callRoute(uploads.POST, '/api/uploads', { headers: { ...cookieOf(ana), ...headers }, body: body() })
    expect(answer.status, answer.text).toBe(status)
    expect((answer.json as { error: { message: string } }).error.message).toMatch(/^[A-Z].*[.]$/)
    expect(await countLeavings()).toEqual({ ...before, unfinished: [] })
  })

  it('and never ends is taken no further than there is room for', async () => {
    const { client } = test.context.database
    const { userId } = ana.viewer
    const before = await countLeavings()
    const { _sum } = await client.upload.aggregate({ _sum: { bytes: true } })
    await client.user.update({ where: { id: userId }, data: { quotaBytes: (_sum.bytes ?? 0n) + 3_000_000n } })
    let sent = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield latin1(open)
      for (;;) {
        sent += 65_536
        if (sent > 500_000_000) throw new Error('it took everything')
        yield new Uint8Array(65_536)
      }
    }
    const answer = await callRoute(uploads.POST, '/api/uploads', { headers: { ...cookieOf(ana), ...multipart }, body: streamOf(endless()) })
    await client.user.update({ where: { id: userId }, data: { quotaBytes: null } })
    expect([answer.status, answer.json]).toMatchObject([413, { error: { code: 'quota_exceeded' } }])
    expect(sent).toBeLessThan(20_000_000)
    expect(await countLeavings()).toEqual({ ...before, unfinished: [] })
  })
})
