import fc from 'fast-check'
import type { ListField } from '#lib/generation/file-kinds.ts'
import { type GenerationRequest, type Mode, modes, type Reference } from '#lib/generation/request.ts'
import type { ModeRules, ReferenceRule, Vendor } from '../vendor.ts'

/** What one run means: a failure names the case again with this seed. */
export const seed = 20_261_121

const endings: Record<ListField, readonly string[]> = { images: ['png', 'JPG', 'webp'], videos: ['mp4', 'MOV'], audios: ['mp3', 'wav'] }
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    'A lighthouse in a storm',
    '  ',
    '\u200f\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 @Image1',
    '👩‍👩‍👧‍👦🎬 "quoted" \\ back\nslash\t',
    '@image1 meets @Video2, to @AUDIO1',
    '@Image?',
    'x'.repeat(10_000),
    '</script><!-- %s {{x}}',
  ),
)

const pathPieces = fc.constantFrom(...'abz09-._~!$&()*+,;=:@/', '%20', '%C3%A4', 'ä', '🎬')
/** fast-check's own `webUrl` takes seconds to prepare. */
export const webAddress = fc
  .tuple(fc.webAuthority(), fc.string({ unit: pathPieces, maxLength: 12 }))
  .map(([authority, path]) => `https://${authority}/${path}`)
const queries = fc.string({ unit: fc.oneof(pathPieces, fc.constant('?')), maxLength: 8 }).map((text) => `?${text}`)

function addressOf(field: ListField): fc.Arbitrary<string> {
  const file = fc.constantFrom(...endings[field]).map((ending) => `.${ending}`)
  const likely = fc
    .tuple(webAddress, file, fc.option(queries, { nil: '' }))
    .map(([address, ending, query]) => `${address}/a${ending}${query}`)
  const odd = fc.constantFrom(
    `https://bücher.example/ä${endings[field][0]}`,
    `HTTPS://EXAMPLE.COM:8443/a%20b.${endings[field][0]}?x=1#y`,
    `http://example.com/a.${endings[field][0]}`,
    'asset://asset-20260326-abc123',
    'ASSET://x',
    'https://example.com/none',
    'https://user:pass@example.com/a.png',
    'example.com/a.png',
    'https://example.com/a b.png',
  )
  return fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: odd })
}

function referenceFor(field: ListField): fc.Arbitrary<Reference> {
  const facts = {
    width: fc.integer({ min: 390, max: 4_000 }),
    height: fc.integer({ min: 390, max: 4_000 }),
    duration: fc.double({ min: 1.5, max: 16, noNaN: true }),
  }
  return fc.record({ url: addressOf(field), ...facts }, { requiredKeys: ['url'] })
}

function listFor(field: ListField, rule: ReferenceRule | null): fc.Arbitrary<Reference[] | undefined> {
  if (!rule) return fc.constant(undefined)
  const { min, max } = rule.count.value
  return fc.array(referenceFor(field), { minLength: min, maxLength: Math.min(max, min + 4), size: 'max' })
}

/** A value the rules list, or now and then one that they do not. */
function choiceOf(rule: ModeRules['ratio' | 'resolution' | 'upscale']['value']): fc.Arbitrary<string | undefined> {
  const listed = rule.options.length > 0 ? fc.constantFrom(...rule.options) : fc.constant(undefined)
  const likely = rule.presence === 'required' ? listed : fc.oneof(listed, fc.constant(undefined))
  return fc.oneof({ weight: 30, arbitrary: likely }, { weight: 1, arbitrary: fc.constantFrom('2:1', '9999p', '8k') })
}

function requestFor(vendor: Vendor, model: string, mode: Mode, rules: ModeRules): fc.Arbitrary<GenerationRequest> {
  const has = (field: Parameters<typeof rules.options.value.includes>[0]) => rules.options.value.includes(field)
  const switchOf = (isKnown: boolean) => (isKnown ? fc.option(fc.boolean(), { nil: undefined }) : fc.constant(undefined))
  return fc
    .record({
      model: model === vendor.defaultModel ? fc.option(fc.constant(model), { nil: undefined }) : fc.constant(model),
      prompt: texts,
      ratio: choiceOf(rules.ratio.value),
      resolution: choiceOf(rules.resolution.value),
      upscale: choiceOf({ ...rules.upscale.value, default: null }),
      duration: fc.option(fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...rules.duration.value.values) }, fc.integer()), {
        nil: undefined,
      }),
      images: listFor('images', rules.images),
      videos: listFor('videos', rules.videos),
      audios: listFor('audios', rules.audios),
      seed: has('seed') ? fc.option(fc.maxSafeInteger(), { nil: undefined }) : fc.constant(undefined),
      generateAudio: switchOf(has('generateAudio')),
      watermark: switchOf(has('watermark')),
      cameraFixed: switchOf(has('cameraFixed')),
      returnLastFrame: switchOf(has('returnLastFrame')),
    })
    .map((fields) => withoutAbsent({ vendor: vendor.id, mode, ...fields }))
}

function withoutAbsent(request: GenerationRequest): GenerationRequest {
  const present = Object.entries(request).filter(([, value]) => value !== undefined)
  return Object.assign({ vendor: request.vendor, mode: request.mode }, Object.fromEntries(present))
}

/** Requests for one vendor over all its models and modes: mostly such as it takes, some one step beside. */
export function arbitraryRequest(vendor: Vendor): fc.Arbitrary<GenerationRequest> {
  const kinds = vendor.models.flatMap(({ id }) =>
    modes.flatMap((mode) => {
      const rules = vendor.rules[id]?.[mode]
      return rules ? [requestFor(vendor, id, mode, rules)] : []
    }),
  )
  return fc.oneof(...kinds)
}
