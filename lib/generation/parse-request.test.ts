import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFormInteger, parseGenerationRequest } from './parse-request.ts'
import { generationRequestSchema, maxPromptLength } from './request.ts'

const plain = { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse' }

function firstIssue(input: unknown) {
  const parsed = parseGenerationRequest(input)
  return parsed.ok ? null : parsed.issues[0]
}

describe('parseGenerationRequest', () => {
  it('returns the request as it was given', () => {
    expect(parseGenerationRequest({ ...plain, seed: 0, watermark: false, images: [] })).toEqual({
      ok: true,
      request: { ...plain, seed: 0, watermark: false, images: [] },
    })
  })

  it.each([
    ['an unknown field', { ...plain, style: 'noir' }, { path: 'style', code: 'unknown_field' }],
    ['an own __proto__', JSON.parse('{"vendor":"loova","mode":"edit","__proto__":1}'), { path: '__proto__', code: 'unknown_field' }],
    ['a missing vendor', { mode: 'edit' }, { path: 'vendor', code: 'required' }],
    ['an unknown vendor', { ...plain, vendor: 'acme' }, { path: 'vendor', code: 'not_an_option' }],
    ['a vendor that is no text', { ...plain, vendor: 7 }, { path: 'vendor', code: 'invalid_type' }],
    ['an unknown mode', { ...plain, mode: 'dream' }, { path: 'mode', code: 'not_an_option' }],
    ['a number as prompt', { ...plain, prompt: 5 }, { path: 'prompt', code: 'invalid_type' }],
    ['a prompt past the limit', { ...plain, prompt: 'a'.repeat(maxPromptLength + 1) }, { path: 'prompt', code: 'too_long' }],
    ['a NUL in the prompt', { ...plain, prompt: 'a\u0000b' }, { path: 'prompt', code: 'invalid_type' }],
    ['half a surrogate pair', { ...plain, prompt: 'a\ud800' }, { path: 'prompt', code: 'invalid_type' }],
    ['a duration as text', { ...plain, duration: '5' }, { path: 'duration', code: 'invalid_type' }],
    ['NaN', { ...plain, duration: Number.NaN }, { path: 'duration', code: 'invalid_type' }],
    ['infinity', { ...plain, seed: Number.POSITIVE_INFINITY }, { path: 'seed', code: 'invalid_type' }],
    ['negative zero', { ...plain, seed: -0 }, { path: 'seed', code: 'invalid_type' }],
    ['text as a switch', { ...plain, watermark: 'yes' }, { path: 'watermark', code: 'invalid_type' }],
    ['null as a field', { ...plain, ratio: null }, { path: 'ratio', code: 'invalid_type' }],
    ['an empty ratio', { ...plain, ratio: '' }, { path: 'ratio', code: 'required' }],
    ['images that are no list', { ...plain, images: 'https://example.com/a.png' }, { path: 'images', code: 'invalid_type' }],
    ['more files than anybody takes', { ...plain, images: Array(51).fill({ url: 'u' }) }, { path: 'images', code: 'too_many' }],
    ['an entry that is no object', { ...plain, images: [{ url: 'u' }, 'u'] }, { path: 'images', index: 1, code: 'invalid_type' }],
    ['an entry with neither url nor upload', { ...plain, videos: [{}] }, { path: 'videos', index: 0, code: 'required' }],
    ['an entry with both', { ...plain, videos: [{ url: 'u', upload: 'x' }] }, { path: 'videos', index: 0, code: 'invalid_type' }],
    ['an unknown field in an entry', { ...plain, audios: [{ url: 'u', gain: 1 }] }, { path: 'audios', index: 0, code: 'unknown_field' }],
    ['a width of zero', { ...plain, images: [{ url: 'u', width: 0 }] }, { path: 'images', index: 0, code: 'too_small' }],
    ['a fractional width', { ...plain, images: [{ upload: 'x', width: 1.5 }] }, { path: 'images', index: 0, code: 'not_an_integer' }],
    ['an address past the limit', { ...plain, images: [{ url: 'u'.repeat(5000) }] }, { path: 'images', index: 0, code: 'too_long' }],
    ['a list', [plain], { path: 'request', code: 'invalid_type' }],
    ['null', null, { path: 'request', code: 'invalid_type' }],
    ['nothing', undefined, { path: 'request', code: 'invalid_type' }],
  ])('refuses %s at its field', (_name, input, issue) => {
    expect(firstIssue(input)).toMatchObject({ ...issue, severity: 'error' })
  })

  it('counts a prompt in characters, as the form does', () => {
    expect(firstIssue({ ...plain, prompt: '🎬'.repeat(maxPromptLength) })).toBeNull()
    expect(firstIssue({ ...plain, prompt: '🎬'.repeat(maxPromptLength + 1) })).toMatchObject({ path: 'prompt', code: 'too_long' })
  })

  it('says what is wrong in words a creator understands', () => {
    expect(firstIssue({ ...plain, duration: 'five' })?.message).toBe('Duration must be a number.')
    expect(firstIssue({ ...plain, images: [{ url: 3 }] })?.message).toBe('Image 1 has a url that must be text.')
    expect(firstIssue({ ...plain, prompt: 'a'.repeat(20_000) })?.message).toBe('Prompt must have at most 10,000 characters.')
    expect(firstIssue({ ...plain, images: Array(51).fill({ url: 'u' }) })?.message).toBe('Images takes at most 50 files.')
  })

  it('answers a flood of wrong fields with a bounded list', () => {
    const flood = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, index]))
    const parsed = parseGenerationRequest({ ...plain, ...flood })
    expect(parsed.ok ? 0 : parsed.issues.length).toBe(50)
  })

  it('survives any JSON (2,000 bodies, seed 3), and has a reason whenever it refuses', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        const parsed = parseGenerationRequest(input)
        return parsed.ok || parsed.issues.length > 0
      }),
      { seed: 3, numRuns: 2_000 },
    )
  })

  it('survives any value in any field (2,000 values, seed 3)', () => {
    const fields = Object.keys(generationRequestSchema.shape)
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.anything(), (field, value) => {
        const parsed = parseGenerationRequest({ ...plain, [field]: value })
        return parsed.ok || parsed.issues.every((issue) => issue.path === field)
      }),
      { seed: 3, numRuns: 2_000 },
    )
  })
})

describe('parseFormInteger', () => {
  it.each([
    ['5', 5],
    [' 12 ', 12],
    ['0', 0],
    ['-3', -3],
    ['05', 5],
  ])('reads %j', (text, value) => {
    expect(parseFormInteger(text)).toBe(value)
  })

  it.each(['', ' ', '1e3', '5.5', '5.0', '٥', '５', '-0', '+5', '0x10', 'NaN', 'Infinity', '1,000', '9007199254740993', '5s'])(
    'does not read %j',
    (text) => {
      expect(parseFormInteger(text)).toBeNull()
    },
  )
})
