import type { Mode } from '#lib/generation/request.ts'
import { docsPage, noChoice, ours, sourced, wholeSeconds } from '../sourced.ts'
import type { Model, ModeRules, Rules } from '../vendor.ts'

const { documented } = docsPage('docs/uniall.txt')

/** A model id of the vendor's is a tier and a resolution together; ours are the tiers. Only the eight documented pairs exist. */
const tiers = [
  {
    model: { id: 'seedance2.0', name: 'Seedance 2.0', tier: 'standard' },
    resolutions: ['480p', '720p', '1080p', '4k'],
    quote: 'seedance2.0-1080pStandard tier.',
  },
  {
    model: { id: 'seedance2.0-fast', name: 'Seedance 2.0 Fast', tier: 'fast' },
    resolutions: ['480p', '720p'],
    quote: 'seedance2.0-fast-720pFast tier.',
  },
  {
    model: { id: 'seedance2.0-mini', name: 'Seedance 2.0 Mini', tier: 'mini' },
    resolutions: ['480p', '720p'],
    quote: 'seedance2.0-mini-720pMini tier.',
  },
] as const satisfies readonly { model: Model; resolutions: readonly string[]; quote: string }[]

export const uniallModels: readonly Model[] = tiers.map((tier) => tier.model)

const schemes = sourced(
  ['http', 'https'] as const,
  ours('The docs ask for URLs; the vendor fetches them, so they must be absolute http(s) URLs.'),
)
const videosSource = documented('Reference video URLs. Maximum 3; each 2 to 15 seconds; total duration no more than 15 seconds.')
const videoLimits = {
  schemes,
  minSeconds: sourced(2, videosSource),
  maxSeconds: sourced(15, videosSource),
  maxTotalSeconds: sourced(15, videosSource),
}
const shared = {
  prompt: sourced('required', documented('promptstringYesPrompt.')),
  ratio: sourced(
    { presence: 'optional', options: ['16:9', '9:16', '1:1'], default: null },
    documented('aspect_ratiostringNo9:16, 1:1, or 16:9.'),
  ),
  price: sourced(null, documented('Final billing should follow the platform settlement record.')),
  mentionStyle: sourced('as_typed', ours('The page names no way to mention a file in the prompt.')),
  upscale: sourced(noChoice, ours('Not among the documented fields.')),
  duration: sourced(wholeSeconds(5, 15), documented('Source range: any value from 5 to 15.')),
  options: sourced(
    ['generateAudio', 'seed', 'watermark', 'cameraFixed', 'returnLastFrame'],
    documented('extra_body.seedintegerNoRandom seed.'),
  ),
} as const
const noFiles = { images: null, videos: null, audios: null, totalReferences: null }

const image = (count: number, quote: string) => ({
  ...noFiles,
  images: { count: sourced({ min: count, max: count }, documented(quote)), schemes },
})
const sourceVideo = {
  ...noFiles,
  videos: {
    ...videoLimits,
    count: sourced({ min: 1, max: 1 }, ours('Edit and extend work on one source video; the docs name the operations only.')),
  },
}

function modesFor(resolutions: readonly string[], quote: string): Partial<Record<Mode, ModeRules>> {
  const common = {
    ...shared,
    resolution: sourced({ presence: 'required', options: resolutions, default: null } as const, documented(quote)),
  }
  return {
    text_to_video: { ...common, ...noFiles },
    image_to_video: { ...common, ...image(1, 'Single source image for image-to-video.') },
    first_last_frames: { ...common, ...image(2, 'Last frame image; use with image.') },
    reference: {
      ...common,
      images: {
        count: sourced({ min: 0, max: 9 }, documented('Reference image URLs for all-purpose reference mode. Maximum 9.')),
        schemes,
      },
      videos: { ...videoLimits, count: sourced({ min: 0, max: 3 }, videosSource) },
      audios: { count: sourced({ min: 0, max: 50 }, ours('No limit is documented; this is the most that a request may carry.')), schemes },
      totalReferences: sourced({ min: 1, max: 62 }, ours('A reference request without a reference would be a text request.')),
      audioNeedsVisual: sourced(true, ours('The docs call audio an addition to reference images or videos; alone it names no mode.')),
    },
    edit: { ...common, ...sourceVideo },
    extend: { ...common, ...sourceVideo },
  }
}

export const uniallRules: Rules = Object.fromEntries(tiers.map((tier) => [tier.model.id, modesFor(tier.resolutions, tier.quote)]))
