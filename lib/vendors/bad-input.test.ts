import { describe, expect, it } from 'vitest'
import type { Issue } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { findVendor, vendors } from './registry.ts'
import { sampleRequest } from './sample-request.ts'
import { translateRequest, verdicts } from './translate.ts'

const plain = (vendor: VendorId) => ({ ...sampleRequest(vendors[vendor], 'text_to_video'), prompt: 'A lighthouse' })
const framed = (vendor: VendorId, url: string) => ({
  ...sampleRequest(vendors[vendor], 'image_to_video'),
  images: [{ url, width: 1280, height: 720 }],
})

/** What the form, the server action and the API all do with an input. */
function judge(input: unknown): Issue[] {
  const parsed = parseGenerationRequest(input)
  if (!parsed.ok) return parsed.issues
  // Nothing is changed in silence: what was read is what was given.
  expect(parsed.request).toEqual(input)
  verdicts(parsed.request)
  for (const id of vendorIds) translateRequest(parsed.request, id)
  return findVendor(parsed.request.vendor)?.check(parsed.request) ?? []
}
const errorsOf = (input: unknown) => judge(input).filter((issue) => issue.severity === 'error')

const addresses: [name: string, url: string][] = [
  ['an FTP address', 'ftp://example.com/a.png'],
  ['a file of the server', 'file:///etc/passwd'],
  ['a script', 'javascript:alert(1)'],
  ['inline data', `data:image/png;base64,${'A'.repeat(2_000)}`],
  ['a blob of the browser', 'blob:https://dailies.example/1f2e'],
  ['another app’s scheme', 'gopher://example.com/1'],
  ['a user and password', 'https://ana:secret@example.com/a.png'],
  ['a user alone', 'https://ana@example.com/a.png'],
  ['an empty user', 'https://:secret@example.com/a.png'],
  ['no scheme', 'example.com/a.png'],
  ['a path', '../../etc/passwd'],
  ['a scheme alone', 'https://'],
  ['one slash', 'https:/example.com/a.png'],
  ['a backslash', 'https:\\\\example.com\\a.png'],
  ['a line break', 'https://example.com/a.png\r\nHost: evil.example'],
  ['a tab', 'https://exam\tple.com/a.png'],
  ['a port past the last', 'https://example.com:65536/a.png'],
  ['half an IPv6 address', 'https://[::1/a.png'],
  ['a space of another width', 'https://example.com/a\u3000b.png'],
  ['emoji alone', '🎬'],
  ['right-to-left text', 'שלום'],
]

describe.each(vendorIds)('%s, given', (vendor) => {
  it.each(addresses)('%s for an image, says so at that image', (_name, url) => {
    const errors = errorsOf(framed(vendor, url))
    expect(errors).toMatchObject([{ path: 'images', index: 0, code: 'invalid_url' }])
    expect(errors[0]?.message).toMatch(/^Image 1 .*\.$/)
    expect(errors[0]?.message).not.toContain('secret')
  })

  it('an empty address, says so at that image', () => {
    expect(errorsOf(framed(vendor, ''))).toMatchObject([{ path: 'images', index: 0, code: 'required' }])
  })

  it.each<[string, unknown, Partial<Issue>]>([
    ['a prompt of 100 KB', { prompt: 'a'.repeat(100_000) }, { path: 'prompt', code: 'too_long' }],
    ['a prompt of 100 KB of emoji', { prompt: '🎬'.repeat(25_000) }, { path: 'prompt', code: 'too_long' }],
    ['100 KB of mentions', { prompt: '@Image1 '.repeat(12_500) }, { path: 'prompt', code: 'too_long' }],
    ['half an emoji', { prompt: 'A \ud83c lighthouse' }, { path: 'prompt', code: 'invalid_type' }],
    ['NUL in the prompt', { prompt: 'A\u0000B' }, { path: 'prompt', code: 'invalid_type' }],
    ['a prompt of spaces that only look like text', { prompt: '\u3000\u00a0\n' }, { path: 'prompt', code: 'required' }],
    ['NaN seconds', { duration: Number.NaN }, { path: 'duration', code: 'invalid_type' }],
    ['endless seconds', { duration: Number.POSITIVE_INFINITY }, { path: 'duration', code: 'invalid_type' }],
    ['-0 seconds', { duration: -0 }, { path: 'duration', code: 'invalid_type' }],
    ['1e3 seconds as a number', { duration: 1e3 }, { path: 'duration', code: 'too_big' }],
    ['1e3 seconds as text', { duration: '1e3' }, { path: 'duration', code: 'invalid_type' }],
    ['5 seconds as text', { duration: '5' }, { path: 'duration', code: 'invalid_type' }],
    ['a duration with its unit', { duration: '5s' }, { path: 'duration', code: 'invalid_type' }],
    ['Arabic digits', { duration: '٥' }, { path: 'duration', code: 'invalid_type' }],
    ['5.0000001 seconds', { duration: 5.000_000_1 }, { path: 'duration', code: 'not_an_integer' }],
    ['minus five seconds', { duration: -5 }, { path: 'duration', code: 'too_small' }],
    ['seed -0', { seed: -0 }, { path: 'seed', code: 'invalid_type' }],
    ['an unknown ratio', { ratio: '16 : 9' }, { path: 'ratio', code: 'not_an_option' }],
    ['a ratio of nothing', { ratio: '0:0' }, { path: 'ratio', code: 'not_an_option' }],
    ['an unknown model', { model: '__proto__' }, { path: 'model', code: 'not_an_option' }],
    ['a model of another vendor in capitals', { model: 'SEEDANCE-2.0' }, { path: 'model', code: 'not_an_option' }],
    ['an unknown mode', { mode: 'constructor' }, { path: 'mode', code: 'not_an_option' }],
    ['an unknown vendor', { vendor: 'sora' }, { path: 'vendor', code: 'not_an_option' }],
    ['a vendor in capitals', { vendor: vendor.toUpperCase() }, { path: 'vendor', code: 'not_an_option' }],
    ['a vendor from the prototype', { vendor: 'toString' }, { path: 'vendor', code: 'not_an_option' }],
    ['no vendor', { vendor: undefined }, { path: 'vendor', code: 'required' }],
    ['a field that does not exist', { fps: 24 }, { path: 'fps', code: 'unknown_field' }],
    ['a field of the vendor’s own spelling', { image_urls: [] }, { path: 'image_urls', code: 'unknown_field' }],
    ['images that are no list', { images: 'https://example.com/a.png' }, { path: 'images', code: 'invalid_type' }],
    [
      '60 images',
      { images: Array.from({ length: 60 }, () => ({ url: 'https://example.com/a.png' })) },
      { path: 'images', code: 'too_many' },
    ],
    [
      'an image with a field too many',
      { images: [{ url: 'https://example.com/a.png', alt: 'x' }] },
      { path: 'images', index: 0, code: 'unknown_field' },
    ],
    ['a mention of nothing', { prompt: 'Like @Image1' }, { path: 'prompt', code: 'no_such_reference' }],
  ])('%s, has one message at the field', (_name, change, expected) => {
    const errors = errorsOf({ ...plain(vendor), ...(change as object) })
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ ...expected, severity: 'error' })
    expect(errors[0]?.message).toMatch(/^[A-Z@].*\.$/s)
    expect(errors[0]?.message.length).toBeLessThan(300)
  })

  it.each([
    ['emoji', '🎬👩‍👩‍👧‍👦 A lighthouse 🇺🇳'],
    ['right-to-left text with its marks', '\u200fמגדלור בסערה\u200f @ 5 مساءً \u202eabc\u202c'],
    ['combining marks and old scripts', 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢ 𓀀𓁐'],
    ['ten thousand characters', 'x'.repeat(10_000)],
    ['quotes, tags and templates', '"; DROP TABLE takes; -- <script>alert(1)</script> %s {{x}}'],
  ])('%s in the prompt, sends it word for word', (_name, prompt) => {
    const request = { ...plain(vendor), prompt }
    expect(errorsOf(request)).toEqual([])
    const parsed = parseGenerationRequest(request)
    if (!parsed.ok) throw new Error('Refused')
    expect(JSON.stringify(vendors[vendor].create.request({ request: parsed.request }).body)).toContain(JSON.stringify(prompt))
  })

  it('the same reference twice, warns at the second and stops nothing', () => {
    const sample = sampleRequest(vendors[vendor], 'reference')
    const image = { url: 'https://example.com/a.png', width: 1280, height: 720 }
    const issues = judge({ ...sample, images: [image, image, { ...image, url: 'https://example.com/b.png' }] })
    expect(issues).toMatchObject([{ path: 'images', index: 1, code: 'duplicate', severity: 'warning' }])
    expect(issues[0]?.fix?.set?.mode).toBeUndefined()
  })
})

describe('anything that is no request', () => {
  it.each([null, undefined, '', 'loova', 0, true, [], [{}], {}, () => undefined, Symbol('x'), new Date(0), new Map()])(
    '(%s) is refused in words',
    (input) => {
      const issues = judge(input)
      expect(issues.length).toBeGreaterThan(0)
      for (const { message } of issues) expect(message).toMatch(/^[A-Z].*\.$/)
    },
  )
})
