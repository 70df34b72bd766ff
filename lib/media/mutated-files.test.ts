import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { FlacOutputFormat, WebMOutputFormat } from 'mediabunny'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createMedia } from './create-media.ts'
import type { OutlineResult } from './media.ts'
import { sniffFormat } from './sniff-format.ts'
import { gif, movie, wave } from './testing/hostile-files.ts'
import { makeFilm } from './testing/make-film.ts'

/** A failing run prints its seed and path; `MUTATION_RUNS=5000` looks further. */
const runs = Number(process.env.MUTATION_RUNS ?? 200)

let directory = ''
/** A job may fail as a value; it may not take the process with it, or never end. */
const failures: string[] = []
function noteFailure(kind: string, reason: string): void {
  if (/crashed|too long|reached/.test(reason)) failures.push(`${kind}: ${reason}`)
}

const media = createMedia({ probeTimeoutMs: 20_000, onFailure: noteFailure })
const originals: Buffer[] = []

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'mutated-'))
  const film = path.join(directory, 'film.mp4')
  const look = { layout: 'title', pictures: [], clips: [], seed: 0, sound: true, watermark: false, cameraFixed: false } as const
  await media.renderAnimatic({ title: 'x', credit: 'x', width: 128, height: 72, durationSeconds: 1, ...look }, film)
  const webm = path.join(directory, 'film.webm')
  const pictures = { codec: 'vp8', framesPerSecond: 5, width: 64, height: 48 } as const
  await makeFilm(webm, { format: new WebMOutputFormat(), seconds: 1, video: pictures })
  const flac = path.join(directory, 'sound.flac')
  await makeFilm(flac, { format: new FlacOutputFormat(), seconds: 1, audio: { codec: 'flac', sampleRate: 16_000, channels: 1 } })
  const noise = sharp({
    create: { width: 40, height: 30, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 128, sigma: 40 } },
  })
  const sound = Buffer.alloc(417)
  sound.writeUInt32BE(0xfffb9064)
  originals.push(
    await readFile(film),
    await readFile(webm),
    await readFile(flac),
    await noise.clone().png().toBuffer(),
    await noise.clone().jpeg().withMetadata({ orientation: 6 }).toBuffer(),
    await noise.clone().webp().toBuffer(),
    await noise.clone().avif().toBuffer(),
    await noise.clone().tiff().toBuffer(),
    await readFile(path.join(import.meta.dirname, '__fixtures__', 'phone.heic')),
    gif({ width: 20, height: 20, frames: 3 }),
    wave({ claimedBytes: 8_000, actualBytes: 8_000 }),
    movie({ samples: 1 }),
    Buffer.concat(Array.from({ length: 20 }, () => sound)),
  )
}, 60_000)

afterAll(async () => {
  await media.close()
  await rm(directory, { recursive: true, force: true })
})

type Mutation =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'overwrite'; at: number; bytes: Uint8Array }
  | { kind: 'cut'; at: number }
  | { kind: 'drop' | 'repeat'; at: number; length: number }

/** Where: most of what can be broken stands at the beginning. */
const place = fc.oneof(fc.double({ min: 0, max: 0.05, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
const extreme = fc.constantFrom(
  new Uint8Array(4),
  new Uint8Array([255, 255, 255, 255]),
  new Uint8Array([127, 255, 255, 255]),
  new Uint8Array([0, 0, 0, 1]),
  new Uint8Array([128, 0, 0, 0]),
)
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('overwrite' as const), at: place, bytes: fc.oneof(extreme, fc.uint8Array({ maxLength: 16 })) }),
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constantFrom('drop' as const, 'repeat' as const), at: place, length: fc.nat(64) }),
)

function mutate(original: Buffer, mutations: readonly Mutation[]): Buffer {
  let bytes = Buffer.from(original)
  for (const each of mutations) {
    const at = Math.min(bytes.length - 1, Math.floor(each.at * bytes.length))
    if (bytes.length === 0) return bytes
    if (each.kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << each.bit)
    else if (each.kind === 'overwrite') bytes.set(each.bytes.subarray(0, bytes.length - at), at)
    else if (each.kind === 'cut') bytes = bytes.subarray(0, at)
    else if (each.kind === 'drop') bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + each.length)])
    else bytes = Buffer.concat([bytes.subarray(0, at + each.length), bytes.subarray(at)])
  }
  return bytes
}

const broken = fc
  .record({ original: fc.nat(12), mutations: fc.array(mutation, { minLength: 1, maxLength: 6 }) })
  .map(({ original, mutations }) => ({ original, mutations }))

async function writeBroken({ original, mutations }: { original: number; mutations: readonly Mutation[] }): Promise<[string, number]> {
  const bytes = mutate(originals[original] ?? Buffer.alloc(0), mutations)
  const file = path.join(directory, 'broken')
  await writeFile(file, bytes)
  return [file, bytes.length]
}

/** An answer that the rest of the house can keep, or a refusal that it has words for. */
function expectSound(result: OutlineResult): void {
  if (!result.ok) {
    expect(['not_media', 'damaged', 'too_large']).toContain(result.reason)
    return
  }
  const { kind, width, height, duration, contentType } = result.facts
  expect(contentType).toMatch(/^(image|video|audio)\/[a-z0-9.-]+$/)
  for (const side of [width, height]) if (side !== null) expect(Number.isInteger(side) && side > 0 && side <= 65_535).toBe(true)
  if (kind !== 'audio') expect(width).not.toBeNull()
  if (duration !== null) expect(duration > 0 && duration <= 86_400).toBe(true)
}

/** What hung or killed the media process once. */
const foundBefore: { original: number; mutations: Mutation[] }[] = [
  // A FLAC whose description of itself is another one's beginning.
  { original: 2, mutations: [{ kind: 'repeat', at: 0, length: 7 }] },
  // A FLAC that is cut off in its first frame.
  { original: 2, mutations: [{ kind: 'cut', at: 45 / 6_234 }] },
  // A HEIC whose tiles are not where it says: the codec gives up after everybody has left.
  { original: 8, mutations: [{ kind: 'repeat', at: 0, length: 24 }] },
]

describe('whatever the bytes are', () => {
  test('telling their kind is total', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 5_000 }),
          broken.map((each) => mutate(originals[each.original] ?? Buffer.alloc(0), each.mutations)),
        ),
        (bytes) => {
          const format = sniffFormat(bytes.subarray(0, 4096))
          expect(format === null || typeof format.container === 'string').toBe(true)
        },
      ),
      { numRuns: runs * 10 },
    )
  }, 3_600_000)

  test('a probe answers, and neither it nor what is made of the file crashes or hangs', async () => {
    await fc.assert(
      fc.asyncProperty(broken, async (each) => {
        failures.length = 0
        const [file] = await writeBroken(each)
        const result = await media.probe(file)
        expectSound(result)
        if (result.ok && result.facts.kind !== 'audio') await media.thumbnail(file, path.join(directory, 'thumbnail.webp'))
        if (result.ok && result.facts.kind === 'image') await media.tidyPicture(file, path.join(directory, 'tidy'))
        if (result.ok && result.facts.kind !== 'image') await media.stripClip(file)
        if (result.ok && result.facts.kind === 'video') await media.preview(file, path.join(directory, 'preview.webp'))
        expect(failures).toEqual([])
      }),
      { numRuns: runs, examples: foundBefore.map((each) => [each]) },
    )
  }, 3_600_000)

  test('a probe of parts asks for what is there and not asked for yet, and comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(broken, fc.integer({ min: 1, max: 3_000 }), async (each, headBytes) => {
        const [filePath, sizeBytes] = await writeBroken(each)
        if (sizeBytes === 0) return
        failures.length = 0
        const parts = [{ start: 0, end: Math.min(headBytes, sizeBytes) }]
        for (;;) {
          const result = await media.probeOutline({ filePath, sizeBytes, parts })
          if (result.ok || result.reason !== 'needs') {
            expectSound(result)
            expect(failures).toEqual([])
            return
          }
          expect(result.start >= 0 && result.start < result.end && result.end <= sizeBytes).toBe(true)
          expect(parts.some((part) => part.start <= result.start && result.end <= part.end)).toBe(false)
          parts.push({ start: result.start, end: result.end })
        }
      }),
      { numRuns: Math.ceil(runs / 3) },
    )
  }, 3_600_000)

  test.runIf(process.platform === 'linux')('the media process stays small', () => {
    const status = readFileSync(`/proc/${media.processId()}/status`, 'utf8')
    expect(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(1_000)
  })
})
