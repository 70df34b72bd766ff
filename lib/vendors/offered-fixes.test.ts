import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listFields } from '#lib/generation/file-kinds.ts'
import { applyFix, type Issue } from '#lib/generation/issue.ts'
import { type GenerationRequest, modes, type Reference, vendorIds } from '#lib/generation/request.ts'
import { vendors } from './registry.ts'
import { seed } from './testing/arbitrary-request.ts'

const check = (request: GenerationRequest): Issue[] => vendors[request.vendor].check(request)

function countAlike(request: GenerationRequest, { path, message }: Issue): number {
  return check(request).filter((other) => other.path === path && other.message === message).length
}

/** Either the file was taken out, and no other, or it stands where it stood and nobody says this of it any more. */
function expectSettledAtFile(before: GenerationRequest, after: GenerationRequest, { path, index = -1, code, message }: Issue): void {
  const list = listOf(before, path)
  const rest = listOf(after, path)
  const stays = rest.length === list.length
  expect(rest, message).toEqual(stays ? list.with(index, rest[index] as Reference) : list.toSpliced(index, 1))
  if (!stays) return
  const found = check(after).filter((other) => other.path === path && other.index === index && other.code === code)
  expect(
    found.map((other) => other.message),
    message,
  ).not.toContain(message)
}

function listOf(request: GenerationRequest, path: string): readonly Reference[] {
  const field = listFields.find((name) => name === path)
  expect(field, `${path} is a list`).toBeDefined()
  return (field && request[field]) ?? []
}

const referenceArbitrary = fc.record(
  {
    url: fc.constantFrom('https://example.com/a.png', 'http://example.com/b.mp4', 'asset://x', 'nonsense', 'https://example.com/c.mp3'),
    width: fc.integer({ min: 1, max: 4000 }),
    height: fc.integer({ min: 1, max: 4000 }),
    duration: fc.double({ min: 0.1, max: 30, noNaN: true }),
  },
  { requiredKeys: ['url'] },
)
const listArbitrary = fc.array(referenceArbitrary, { maxLength: 12 })
const requestArbitrary: fc.Arbitrary<GenerationRequest> = fc.record(
  {
    vendor: fc.constantFrom(...vendorIds),
    mode: fc.constantFrom(...modes),
    model: fc.constantFrom(...Object.values(vendors).flatMap((vendor) => vendor.models.map((model) => model.id)), 'constructor'),
    prompt: fc.oneof(fc.string(), fc.constantFrom('@Image1 and @Image3 like @Video1 to @Audio2', '@Image?')),
    ratio: fc.constantFrom('16:9', '21:9', '2:1', 'wide', '0:0'),
    resolution: fc.constantFrom('480p', '1080p', '4k', 'best'),
    upscale: fc.constantFrom('2k', '8k'),
    duration: fc.oneof(fc.integer({ min: -5, max: 40 }), fc.double()),
    images: listArbitrary,
    videos: listArbitrary,
    audios: listArbitrary,
    seed: fc.oneof(fc.integer(), fc.double()),
    watermark: fc.boolean(),
  },
  { requiredKeys: ['vendor', 'mode'] },
)

describe(`for any request (300 each, seed ${seed})`, () => {
  it('pressing one offered fix after another ends with nothing left to press', () => {
    const mostPresses = 60
    fc.assert(
      fc.property(requestArbitrary, (request) => {
        let current = request
        for (let presses = 0; presses < mostPresses; presses += 1) {
          const fix = check(current).find((issue) => issue.fix !== undefined)?.fix
          if (!fix) break
          current = applyFix(current, fix)
        }
        expect(check(current).filter((issue) => issue.fix !== undefined)).toEqual([])
      }),
      { seed, numRuns: 300 },
    )
  })

  it('pressing a fix settles the reason it stands beside', () => {
    fc.assert(
      fc.property(requestArbitrary, (request) => {
        for (const issue of check(request)) {
          const before = countAlike(request, issue)
          for (const fix of [issue.fix, issue.otherFix].filter((one) => one !== undefined)) {
            const after = applyFix(request, fix)
            // The next file takes the place of one that was removed, so its reason may read the same: those are told apart by the file.
            expect(countAlike(after, issue), issue.message).toBeLessThanOrEqual(Math.max(0, before - (issue.index === undefined ? 1 : 0)))
            if (issue.index !== undefined) expectSettledAtFile(request, after, issue)
          }
        }
      }),
      { seed, numRuns: 300 },
    )
  })

  it('never throws, and neither does the price', () => {
    fc.assert(
      fc.property(requestArbitrary, (request) => {
        for (const id of vendorIds) {
          vendors[id].check(request)
          vendors[id].quote(request)
        }
      }),
      { seed, numRuns: 300 },
    )
  })
})
