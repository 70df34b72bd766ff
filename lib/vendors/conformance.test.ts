import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureCodes } from '#lib/generation/failure.ts'
import { modes } from '#lib/generation/request.ts'
import { findModeRules } from './check-rules.ts'
import { conformanceCases } from './conformance-cases.ts'
import { vendorList } from './registry.ts'
import { sampleReferences, sampleRequest } from './sample-request.ts'
import { seed } from './testing/arbitrary-request.ts'
import type { Reply } from './vendor.ts'

const fixtures = new URL('./__fixtures__/', import.meta.url)
const statuses = [400, 401, 402, 403, 404, 422, 429, 500, 502]

function reply(status: number, body: unknown, text = body === undefined ? '' : JSON.stringify(body)): Reply {
  return { status, body, text, retryAfterSeconds: null }
}

describe.each(vendorList)('$id', (vendor) => {
  const cases = conformanceCases[vendor.id]
  const readFixture = (name: string): unknown => JSON.parse(readFileSync(new URL(`${vendor.id}/${name}.docs.json`, fixtures), 'utf8'))
  const samples = modes.map((mode) => sampleRequest(vendor, mode)).filter((request) => request !== null)

  it('has fixtures that stand word for word in its documentation', () => {
    const squeeze = (text: string) =>
      text
        .replace(/(?<!:)\/\/[^\n]*/g, '')
        .replace(/\s/g, '')
        .replace(/(\d)\.0\b/g, '$1')
    const page = squeeze(readFileSync(new URL(`docs/${vendor.id}.txt`, fixtures), 'utf8'))
    const files = readdirSync(new URL(vendor.id, fixtures))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(page).toContain(squeeze(JSON.stringify(readFixture(file.replace('.docs.json', '')))))
  })

  it.each(cases.requests)('encodes $fixture as documented, with nothing extra', ({ fixture, input, replaced }) => {
    const documented = readFixture(fixture) as Record<string, unknown>
    expect(vendor.check(input.request).filter((issue) => issue.severity === 'error')).toEqual([])
    expect(vendor.create.request(input).body).toStrictEqual({ ...documented, ...replaced })
  })

  it.each(cases.creates)('reads the documented acceptance $fixture without drift', ({ fixture, ...value }) => {
    expect(vendor.create.decode(reply(200, readFixture(fixture)))).toMatchObject({ ok: true, value, drift: [] })
  })

  it.each(cases.queries)('reads the documented task $fixture as $state without drift', ({ fixture, state, videoUrl }) => {
    const decoded = vendor.query.decode(reply(200, readFixture(fixture)))
    expect(decoded).toMatchObject({ ok: true, value: { state }, drift: [] })
    expect(decoded.ok && decoded.value.video?.url).toBe(videoUrl ?? undefined)
  })

  if (cases.refusals.length > 0)
    it.each(cases.refusals)('reads the documented refusal $fixture as $code', ({ fixture, ...failure }) => {
      const refused = reply(200, readFixture(fixture))
      expect(vendor.create.decode(refused)).toMatchObject({ ok: false, failure })
      expect(vendor.query.decode(refused)).toMatchObject({ ok: false, failure })
      expect(vendor.explain(refused)).toMatchObject(failure)
    })

  it('accepts its own samples in every mode it offers', () => {
    expect(samples.length).toBe(vendor.id === 'uniall' ? 6 : 4)
    for (const request of samples) expect(vendor.check(request), request.mode).toEqual([])
  })

  it('describes calls as plain JSON on paths below its base URL', () => {
    for (const request of samples) {
      const call = vendor.create.request({ request, callbackUrl: 'https://dailies.example/c', reference: 'task-1' })
      expect(call.method).toBe('POST')
      expect(JSON.parse(JSON.stringify(call.body))).toStrictEqual(call.body)
      expect(new URL(`https://vendor.example/base${call.path}`).pathname).toMatch(/^\/base\//)
    }
    const query = vendor.query.request({ vendorTaskId: 'a/b?c#d e' })
    expect(query.method).toBe('GET')
    expect(query.path).toContain('a%2Fb%3Fc%23d%20e')
    expect(query.body).toBeUndefined()
  })

  it('keeps falsy values on the wire', () => {
    const request = samples[0]
    if (!request) throw new Error('No sample')
    const falsy = { seed: 0, generateAudio: false, watermark: false, cameraFixed: false, returnLastFrame: false }
    if (vendor.id !== 'uniall') {
      expect(vendor.check({ ...request, ...falsy }).map((issue) => [issue.path, issue.code])).toEqual(
        ['generateAudio', 'seed', 'watermark', 'cameraFixed', 'returnLastFrame'].map((field) => [field, 'not_supported']),
      )
      return
    }
    expect(vendor.check({ ...request, ...falsy })).toEqual([])
    expect(vendor.create.request({ request: { ...request, ...falsy } }).body?.extra_body).toEqual({
      seed: 0,
      generate_audio: false,
      watermark: false,
      camera_fixed: false,
      return_last_frame: false,
    })
  })

  it('writes mentions in the vendor’s spelling, and nothing else in the prompt', () => {
    const reference = samples.find((request) => request.mode === 'reference')
    if (!reference) throw new Error('No sample')
    const files = { images: sampleReferences('images', 3), videos: sampleReferences('videos', 1) }
    const prompt = '🎬 @Image1 meets @VIDEO1; me@Image1.com, @Image2的 @Image03 @Imagery1'
    const request = { ...reference, ...files, prompt }
    expect(vendor.check(request).filter((issue) => issue.severity === 'error')).toEqual([])
    const style = findModeRules(vendor, request)?.mentionStyle.value
    const expected = style === 'lowercase' ? '🎬 @image1 meets @video1; me@Image1.com, @image2的 @image3 @Imagery1' : prompt
    const sent = JSON.stringify(vendor.create.request({ request }).body)
    expect(sent).toContain(JSON.stringify(expected))
  })

  it('refuses a mention without a file, and offers the prompt without it', () => {
    for (const sample of samples) {
      const prompt = `${sample.prompt} like @Audio9`
      const [issue, ...others] = vendor.check({ ...sample, prompt })
      expect(others).toEqual([])
      expect(issue).toMatchObject({ path: 'prompt', code: 'no_such_reference', fix: { set: { prompt: `${sample.prompt} like` } } })
    }
  })

  it('takes an unknown status for running and reports it', () => {
    const decoded = vendor.query.decode(reply(200, cases.queryReply('transcoding')))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'running', vendorStatus: 'transcoding', failure: null } })
    expect(decoded.ok && decoded.drift).toContainEqual({ kind: 'unknown_status', detail: 'transcoding' })
  })

  it.each(['constructor', '__proto__', 'toString', '  ', ''])('takes the status %j for running', (status) => {
    expect(vendor.query.decode(reply(200, cases.queryReply(status)))).toMatchObject({ ok: true, value: { state: 'running' } })
  })

  it('knows a status in another case as a renamed one', () => {
    const word = cases.succeeded === cases.succeeded.toUpperCase() ? cases.succeeded.toLowerCase() : cases.succeeded.toUpperCase()
    const decoded = vendor.query.decode(reply(200, cases.queryReply(word, 'https://example.com/v.mp4')))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'succeeded' }, drift: [{ kind: 'renamed_status', detail: word }] })
  })

  it.each([undefined, '', 'not a url', 'javascript:alert(1)', 'file:///etc/passwd'])(
    'keeps asking when it succeeded with the address %j',
    (url) => {
      const decoded = vendor.query.decode(reply(200, cases.queryReply(cases.succeeded, url)))
      expect(decoded).toMatchObject({ ok: true, value: { state: 'running', video: null } })
      expect(decoded.ok && decoded.drift.map((drift) => drift.kind)).toContain('missing_field')
    },
  )

  it('gives a failed task a failure', () => {
    const decoded = vendor.query.decode(reply(200, cases.queryReply(cases.failed)))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'failed', failure: { code: 'generation_failed' } } })
  })

  it('reads through fields it does not know and reports them', () => {
    const body = { ...cases.queryReply(cases.succeeded, 'https://example.com/v.mp4'), surprise: { deep: [1] } }
    const decoded = vendor.query.decode(reply(200, body))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'succeeded' }, drift: [{ kind: 'unknown_field', detail: 'surprise' }] })
  })

  it('reads a task of which only the status is left', () => {
    const full = cases.queryReply(cases.failed)
    const bare = 'data' in full ? { code: 200, data: { status: cases.failed } } : { status: cases.failed }
    expect(vendor.query.decode(reply(200, bare))).toMatchObject({ ok: true, value: { state: 'failed', creditsCharged: null } })
  })

  it('reads numbers that come as text, and reports them', () => {
    const asText = (value: unknown): unknown => {
      if (typeof value === 'number') return String(value)
      if (Array.isArray(value)) return value.map(asText)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]))
    }
    const body = cases.queryReply(cases.succeeded, 'https://example.com/v.mp4')
    const [plain, odd] = [vendor.query.decode(reply(200, body)), vendor.query.decode(reply(200, asText(body)))]
    expect(plain.ok && odd.ok && odd.value).toEqual(plain.ok && plain.value)
    const hasNumbers = JSON.stringify(asText(body)) !== JSON.stringify(body)
    expect(odd.ok && odd.drift.some((drift) => drift.kind === 'odd_type')).toBe(hasNumbers)
  })

  const bodies: [string, unknown, string][] = [
    ['an empty body', undefined, ''],
    ['HTML', undefined, '<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>'],
    ['an array', [], '[]'],
    ['null', null, 'null'],
    ['an error object', { success: false, code: 300111, error: { code: 'oops', message: 'Oops' } }, '{…}'],
  ]
  it.each(statuses.flatMap((status) => bodies.map(([name, body, text]) => ({ status, name, body, text }))))(
    'explains $status with $name',
    ({ status, body, text }) => {
      const answer = { ...reply(status, body, text), retryAfterSeconds: 7 }
      const failure = vendor.explain(answer)
      const expected: Record<number, string> = {
        400: 'invalid_request',
        401: 'unauthorized',
        402: 'no_credits',
        403: 'forbidden',
        404: 'not_found',
        422: 'invalid_request',
        429: vendor.id === 'seedance2ai' ? 'busy' : 'rate_limited',
        500: 'vendor_unavailable',
        502: 'vendor_unavailable',
      }
      expect(failure.code).toBe(expected[status])
      expect(failure.retryAfterSeconds).toBe(7)
      expect(failure.vendorMessage ?? '').not.toContain('<')
      for (const call of [vendor.create, vendor.query, vendor.cancel, vendor.balance])
        expect(call?.decode(answer) ?? { ok: false }).toMatchObject({ ok: false })
    },
  )

  it.each(bodies.slice(0, 4))('cannot read a 200 with %s, and does not take it for a refusal', (_name, body, text) => {
    expect(vendor.create.decode(reply(200, body, text))).toMatchObject({ ok: false, failure: { code: 'unreadable_answer' } })
    expect(vendor.query.decode(reply(200, body, text))).toMatchObject({ ok: false, failure: { code: 'unreadable_answer' } })
  })

  it('takes a 200 that says it is an error for a refusal', () => {
    const refused = reply(200, { success: false, code: 300111, message: 'Nope', error: { code: 'oops', message: 'Nope' } })
    expect(vendor.create.decode(refused)).toMatchObject({ ok: false, failure: { code: 'invalid_request', vendorMessage: 'Nope' } })
  })

  it(`survives any JSON, any status and any text (500 answers, seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 999 }), fc.string(), (body, status, text) => {
        const answer = { status, body, text, retryAfterSeconds: null }
        expect(failureCodes).toContain(vendor.explain(answer).code)
        for (const call of [vendor.create, vendor.query, vendor.cancel, vendor.balance]) call?.decode(answer)
        vendor.callback?.decode(body)
      }),
      { seed, numRuns: 500 },
    )
  })

  it(`survives its own answers with any value in any place (500 answers, seed ${seed})`, () => {
    const task = cases.queryReply(cases.succeeded, 'https://example.com/v.mp4')
    const inner = 'data' in task && typeof task.data === 'object' && task.data !== null ? task.data : null
    const keys = Object.keys(inner ?? task)
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const body = inner ? { ...task, data: { ...inner, [key]: value } } : { ...task, [key]: value }
        const decoded = vendor.query.decode(reply(200, body))
        if (decoded.ok && decoded.value.state === 'succeeded') expect(decoded.value.video).not.toBeNull()
      }),
      { seed, numRuns: 500 },
    )
  })
})
