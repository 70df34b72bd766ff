import type { Mode } from '#lib/generation/request.ts'
import { docsPage, noChoice, ours, sourced, wholeSeconds } from '../sourced.ts'
import type { Model, ModeRules, PriceRule, ReferenceRule, Rules } from '../vendor.ts'

const { documented } = docsPage('docs/seedance2ai.txt')

export const seedance2aiModels = [
  { id: 'seedance2', name: 'Seedance 2.0', tier: 'standard' },
  { id: 'seedance2-fast', name: 'Seedance 2.0 Fast', tier: 'fast' },
] as const satisfies readonly Model[]

/** The wire knows a ratio only by its pixel size. */
export const pixelSizes = {
  '1:1': '720x720',
  '3:4': '720x960',
  '4:3': '960x720',
  '16:9': '1280x720',
  '9:16': '720x1280',
  '21:9': '1280x540',
} as const
const ratios = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16']

const sizesQuote = 'Options: 720x720, 720x960, 960x720, 1280x720, 720x1280, 1280x540'
const frameModeQuote = 'Array with one image URL (the source frame).'

const imageSchemes = sourced(
  ['http', 'https', 'asset'] as const,
  documented('Supports both HTTP URLs and asset references (e.g. "asset://asset-20260326-abc123")'),
)
const fileSchemes = sourced(['http', 'https'] as const, ours('The docs name asset references for images only.'))
const minShortSidePx = sourced(400, documented('Images must be at least 400px on the shortest side'))
const maxSeconds = sourced(15, documented('Each video/audio must be ≤ 15 seconds'))

const shared = {
  resolution: sourced(noChoice, ours('The wire’s `resolution` is the ratio; there is no choice of quality but the upscale.')),
  upscale: sourced({ presence: 'optional', options: ['2k', '4k'] }, documented('"2k" or "4k" for higher quality output')),
  duration: sourced(wholeSeconds(4, 15), documented('"4s" to "15s". Default: "5s"')),
  options: sourced([], ours('Not among the documented inputs.')),
  mentionStyle: sourced(
    'as_typed',
    ours('The page names no way to mention a file. Its sister site (seedance2-pro.com) reads @1, @2 over all files; not confirmed here.'),
  ),
} as const

const optionalPrompt = sourced('optional', documented('required for text-to-video, optional for other modes'))
/** The documentation states the 400 px under “Reference Constraints”, so a frame is not held to it. */
const frames = (price: PriceRule, count: number, quote: string): ModeRules => ({
  ...shared,
  price,
  prompt: optionalPrompt,
  ratio: sourced(noChoice, documented(frameModeQuote)),
  ratioNote: 'follows the image',
  images: { count: sourced({ min: count, max: count }, documented(quote)), schemes: imageSchemes },
  videos: null,
  audios: null,
  totalReferences: null,
})
const files = (quote: string): ReferenceRule => ({
  count: sourced({ min: 0, max: 3 }, documented(quote)),
  schemes: fileSchemes,
  maxSeconds,
})

/** “Base | duration_seconds × 40 | 200 | 160”: the fast model's 160 for 5 s is 32 a second. */
const baseSource = documented('| Base | duration_seconds × 40 | 200 | 160 |')
const creditsPerSecond = { seedance2: 40, 'seedance2-fast': 32 } as const
const upscalePerSecond = sourced(
  { '2k': 20, '4k': 40 },
  documented('| + 2K Upscale | base + duration × 20 | 300 | 260 | | + 4K Upscale | base + duration × 40 | 400 | 360 |'),
)
const videoFactor = sourced(2, documented('| Reference + Video Ref | base × 2 + upscale | 400 | 320 |'))

const modesFor = (price: PriceRule): Partial<Record<Mode, ModeRules>> => ({
  text_to_video: {
    ...shared,
    price,
    prompt: sourced('required', documented('required for text-to-video, optional for other modes')),
    ratio: sourced({ presence: 'optional', options: ratios, default: null }, documented(sizesQuote)),
    images: null,
    videos: null,
    audios: null,
    totalReferences: null,
  },
  image_to_video: frames(price, 1, frameModeQuote),
  first_last_frames: frames(price, 2, 'Array with exactly 2 image URLs: [first_frame, last_frame].'),
  reference: {
    ...shared,
    price: { ...price, videoFactor },
    prompt: optionalPrompt,
    ratio: sourced({ presence: 'required', options: ratios, default: null }, documented('Required for reference mode.')),
    images: { count: sourced({ min: 0, max: 9 }, documented('Reference image URLs (max 9).')), schemes: imageSchemes, minShortSidePx },
    videos: files('Reference video URLs (max 3, each ≤15s)'),
    audios: files('Reference audio URLs (max 3, each ≤15s)'),
    totalReferences: sourced({ min: 1, max: 12 }, documented('Max 12 total files across all types')),
  },
})

export const seedance2aiRules: Rules = Object.fromEntries(
  seedance2aiModels.map(({ id }) => [id, modesFor({ perSecond: sourced(creditsPerSecond[id], baseSource), upscalePerSecond })]),
)
