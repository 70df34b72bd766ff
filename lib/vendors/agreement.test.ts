import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { failureCodes } from '#lib/generation/failure.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { type GenerationRequest, modes, type VendorId } from '#lib/generation/request.ts'
import type { Protocol } from '#lib/sandbox/protocol.ts'
import { loova, outai } from '#lib/sandbox/protocols/loova-outai.ts'
import { seedance2ai } from '#lib/sandbox/protocols/seedance2ai.ts'
import { seedance2ink } from '#lib/sandbox/protocols/seedance2ink.ts'
import { uniall } from '#lib/sandbox/protocols/uniall.ts'
import { openSandbox } from '#lib/sandbox/testing/open-sandbox.ts'
import { callVendor, type VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { conformanceCases } from './conformance-cases.ts'
import { vendorList } from './registry.ts'
import { sampleReferences, sampleRequest } from './sample-request.ts'
import { arbitraryRequest, seed } from './testing/arbitrary-request.ts'
import type { Call, Decoded, ModeRules, Reply, Vendor } from './vendor.ts'

const protocols: Record<VendorId, Protocol> = { loova, outai, seedance2ai, uniall, seedance2ink }
const numRuns = 1_500
/** Thousands of cases on a machine that has other things to do. */
vi.setConfig({ testTimeout: 60_000 })

/** Accepted for certain: a rule about a fact that nobody knows warns here, and the vendor knows the fact. */
function isAccepted(vendor: Vendor, request: GenerationRequest): boolean {
  return !vendor.check(request).some((issue) => issue.severity === 'error' || issue.code === 'unknown_fact')
}

function bodyOf(vendor: Vendor, request: GenerationRequest): unknown {
  const call = vendor.create.request({ request, callbackUrl: 'https://dailies.example/callback', reference: 'task-1' })
  return JSON.parse(JSON.stringify(call.body))
}

const judge = (vendor: Vendor, body: unknown) => protocols[vendor.id].readOrder(body)

describe.each(vendorList)('$id and the sandbox', (vendor) => {
  it(`agree on what is accepted (${numRuns} requests, seed ${seed})`, () => {
    let accepted = 0
    fc.assert(
      fc.property(arbitraryRequest(vendor), (request) => {
        if (!isAccepted(vendor, request)) return
        accepted += 1
        expect(parseGenerationRequest(request)).toEqual({ ok: true, request })
        const read = judge(vendor, bodyOf(vendor, request))
        expect(read, JSON.stringify({ request, read })).toMatchObject({ ok: true })
      }),
      { seed, numRuns },
    )
    // A generator that is refused every time would prove nothing.
    expect(accepted).toBeGreaterThan(numRuns / 5)
  })

  it(`know the same fields (${numRuns} requests, seed ${seed})`, () => {
    const known = new Set(documentedFields[vendor.id])
    const unseen = new Set(known)
    fc.assert(
      fc.property(arbitraryRequest(vendor), (request) => {
        if (!isAccepted(vendor, request)) return
        for (const path of pathsOf(bodyOf(vendor, request))) {
          expect(known, path).toContain(path)
          unseen.delete(path)
        }
      }),
      { seed, numRuns },
    )
    expect([...unseen]).toEqual([])
  })

  it('takes its fields from the documentation', () => {
    const page = readFileSync(new URL(`./__fixtures__/docs/${vendor.id}.txt`, import.meta.url), 'utf8')
    for (const path of documentedFields[vendor.id]) if (!ownNames.has(path)) expect(page).toContain(path.split('.').at(-1))
  })
})

/** Every field that may stand in a create. */
const documentedFields: Record<VendorId, readonly string[]> = {
  loova: ['model', 'prompt', 'function_mode', 'ratio', 'duration', 'image_urls', 'audio_urls', 'video_urls'],
  outai: ['model', 'prompt', 'function_mode', 'ratio', 'duration', 'image_urls', 'audio_urls', 'video_urls'],
  seedance2ai: [
    'model',
    'callBackUrl',
    'inputs',
    ...['prompt', 'urls', 'videoUrls', 'audioUrls', 'duration', 'resolution', 'videoInputMode', 'upscaleResolution'].map(
      (name) => `inputs.${name}`,
    ),
  ],
  uniall: [
    ...['model', 'prompt', 'duration', 'aspect_ratio', 'image', 'last_image', 'images', 'videos', 'audios', 'extra_body'],
    ...['generate_audio', 'seed', 'watermark', 'camera_fixed', 'return_last_frame', 'operation'].map((name) => `extra_body.${name}`),
  ],
  seedance2ink: [
    'model',
    'prompt',
    'aspectRatio',
    'duration',
    'resolution',
    'mediaUrls',
    'webhookUrl',
    'metadata',
    'metadata.dailiesTaskId',
  ],
}
/** `metadata` is the customer's own to fill. */
const ownNames = new Set(['metadata.dailiesTaskId'])

function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => [prefix + key, ...pathsOf(inner, `${prefix}${key}.`)])
}

interface Step {
  name: string
  change: Partial<GenerationRequest>
}

/** One step past every limit of a mode, read from its rules. */
function stepsPast(rules: ModeRules, request: GenerationRequest): Step[] {
  const { values } = rules.duration.value
  const steps: Step[] = [
    ...[(values[0] ?? 0) - 1, (values.at(-1) ?? 0) + 1, 4.5, 0, -5].map((duration) => ({ name: `${duration} s`, change: { duration } })),
    ...['', '  \n'].map((prompt) => ({ name: `prompt ${JSON.stringify(prompt)}`, change: { prompt } })),
    { name: 'no prompt', change: { prompt: undefined } },
    { name: 'an unknown model', change: { model: 'sora' } },
    { name: 'half a seed', change: { seed: 0.5 } },
  ]
  for (const field of ['ratio', 'resolution', 'upscale'] as const) {
    steps.push({ name: `no ${field}`, change: { [field]: undefined } })
    for (const option of ['2:1', '999p', '8k', '16:9', '720p', '2k'])
      if (!rules[field].value.options.includes(option)) steps.push({ name: `${field} ${option}`, change: { [field]: option } })
  }
  for (const field of listFields) {
    const { min, max } = rules[field]?.count.value ?? { min: 0, max: 0 }
    const least = sampleReferences(field, Math.max(1, min))
    steps.push({ name: `${max + 1} ${field}`, change: { [field]: sampleReferences(field, max + 1) } })
    if (min > 0) steps.push({ name: `${min - 1} ${field}`, change: { [field]: sampleReferences(field, min - 1) } })
    if (rules[field])
      for (const url of ['ftp://example.com/a.png', 'example.com/a.png', '', 'javascript:alert(1)'])
        steps.push({ name: `${field} ${JSON.stringify(url)}`, change: { [field]: [{ url }, ...least.slice(1)] } })
  }
  if (rules.totalReferences) {
    steps.push({ name: 'no files', change: { images: [], videos: [], audios: [] } })
    const most = rules.totalReferences.value.max
    const videos = sampleReferences('videos', Math.min(3, most)).map((video) => ({ ...video, duration: undefined }))
    steps.push({
      name: 'too many files together',
      change: { images: sampleReferences('images', Math.min(9, most)), videos, audios: sampleReferences('audios', 3) },
    })
    steps.push({ name: 'audio alone', change: { images: [], videos: [], audios: sampleReferences('audios', 1) } })
    steps.push({ name: 'one image alone', change: { images: sampleReferences('images', 1), videos: [], audios: [] } })
  }
  return steps.map(({ name, change }) => ({ name, change: { ...change, vendor: request.vendor } }))
}

/** The same body is what another accepted request sends, so the step cannot be seen from the vendor's side. */
function showsOnTheWire(vendor: Vendor, sample: GenerationRequest, stepped: GenerationRequest): boolean {
  const body = JSON.stringify(bodyOf(vendor, stepped))
  const alike = [sample, ...modes.map((mode) => ({ ...stepped, mode }))]
  return !alike.some((other) => isAccepted(vendor, other) && JSON.stringify(bodyOf(vendor, other)) === body)
}

/** Refused here although the vendor's page leaves it open, and why: the sandbox, written from the page alone, takes it. */
const strictness: Partial<Record<VendorId, readonly (readonly [mode: string, step: RegExp, why: string])[]>> = {
  loova: [
    ['image_to_video', /^0 images$/, 'the page gives only the most for frames; without one it would be a text request'],
    ['image_to_video', /^1 (videos|audios)$/, 'the page does not say what becomes of them beside frames'],
    ['first_last_frames', /^1 (videos|audios)$/, 'the page does not say what becomes of them beside frames'],
  ],
  seedance2ai: [['image_to_video', /^2 images$/, 'two images without a mode are the documented keyframe mode by default']],
  uniall: [
    ['text_to_video', /^1 videos$/, 'a video without an operation is a reference'],
    ['reference', /^(51 audios|too many files together)$/, 'no limit of audios is documented; ours is what a request may carry'],
  ],
}
strictness.outai = strictness.loova ?? []

const combinations = vendorList.flatMap((vendor) =>
  vendor.models.flatMap((model) =>
    modes.flatMap((mode) => {
      const rules = vendor.rules[model.id]?.[mode]
      const sample = sampleRequest(vendor, mode, model.id)
      return rules && sample ? [{ name: `${vendor.id} ${model.id} ${mode}`, vendor, rules, sample }] : []
    }),
  ),
)

describe('one step past a limit', () => {
  const counts = { refused: 0, hidden: 0 }
  const excused = new Set<string>()

  it.each(combinations)('is refused by both sides where it shows on the wire: $name', ({ vendor, rules, sample }) => {
    for (const { name, change } of stepsPast(rules, sample)) {
      const stepped: GenerationRequest = { ...sample, ...change }
      if (isAccepted(vendor, stepped)) continue
      if (!showsOnTheWire(vendor, sample, stepped)) {
        counts.hidden += 1
        continue
      }
      const excuse = strictness[vendor.id]?.find(([mode, step]) => mode === stepped.mode && step.test(name))
      if (excuse) excused.add(`${vendor.id} ${excuse[0]} ${excuse[1]}`)
      else counts.refused += 1
      expect({ name, ok: judge(vendor, bodyOf(vendor, stepped)).ok }).toEqual({ name, ok: excuse !== undefined })
    }
  })

  it('is tried often enough, and no excuse is left over', () => {
    expect(counts.refused).toBeGreaterThan(500)
    const excuses = Object.entries(strictness).flatMap(([id, list]) => list.map(([mode, step]) => `${id} ${mode} ${step}`))
    expect([...excused].toSorted()).toEqual(excuses.toSorted())
  })
})

describe('over the wire', () => {
  it.each(vendorList)('$id’s sandbox takes the least request of every mode, and its refusals are understood', async (vendor) => {
    await using open = await openSandbox()
    const send = async (request: GenerationRequest, apiKey: string) => {
      const { method, path, body } = vendor.create.request({ request })
      const answer = await open.call(vendor.id, method, path, body, apiKey)
      return vendor.create.decode({ status: answer.status, body: answer.body, text: '', retryAfterSeconds: null })
    }
    for (const mode of modes) {
      const request = sampleRequest(vendor, mode)
      if (!request) continue
      // An account each: a vendor's places are not what is asked about here.
      expect(await send(request, `sandbox-${mode}`)).toMatchObject({ ok: true, drift: [] })
      expect(await send({ ...request, duration: 99 }, `sandbox-${mode}`)).toMatchObject({ ok: false, failure: { code: 'invalid_request' } })
    }
    const text = sampleRequest(vendor, 'text_to_video')
    if (!text) throw new Error('No sample')
    expect(await send(text, 'sk-unknown')).toMatchObject({ ok: false, failure: { code: 'unauthorized' } })
    expect(await send(text, 'sandbox-broke')).toMatchObject({ ok: false, failure: { code: 'no_credits' } })
  })
})

describe.each(vendorList)('$id after any bytes', (vendor) => {
  const answers = conformanceCases[vendor.id]
  const whole = [answers.createReply, answers.queryReply(answers.succeeded, 'https://example.com/v.mp4')].map((body) =>
    JSON.stringify(body),
  )

  it(`still has a word for what happened (2000 answers, seed ${seed})`, async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // Its own answers, cut, with a byte changed or with something in front.
      fc.tuple(fc.constantFrom(...whole), fc.nat(400), fc.nat(255)).map(([text, at, byte]) => {
        const changed = new TextEncoder().encode(text)
        changed[at % changed.length] = byte
        return changed
      }),
      fc.tuple(fc.constantFrom(...whole), fc.nat(400)).map(([text, end]) => new TextEncoder().encode(text.slice(0, end))),
      fc.constantFrom(...whole).map((text) => new TextEncoder().encode(`\ufeff${text}`)),
    )
    const decoders: (((reply: Reply) => Decoded<unknown>) | undefined)[] = [
      vendor.create.decode,
      vendor.query.decode,
      vendor.cancel?.decode,
      vendor.balance?.decode,
    ]
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 200, max: 599 }), async (body, status) => {
        const hasBody = status !== 204 && status !== 205 && status !== 304
        const endpoint: VendorEndpoint = {
          baseUrl: 'https://vendor.example',
          apiKey: 'k',
          fetch: async (url) => ({ ok: true, response: new Response(hasBody ? new Uint8Array(body) : null, { status }), finalUrl: url }),
        }
        for (const decode of decoders.filter((each) => each !== undefined)) {
          const call: Call<null, unknown> = { request: () => ({ method: 'GET', path: '/' }), decode }
          const outcome = await callVendor(endpoint, call, null, { timeoutMs: 1_000 })
          if (outcome.kind !== 'answered') throw new Error('Not answered')
          if (!outcome.decoded.ok) expect(failureCodes).toContain(outcome.decoded.failure.code)
        }
      }),
      { seed, numRuns: 2_000 },
    )
  })
})
