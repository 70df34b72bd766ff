import type { Mode } from '#lib/generation/request.ts'
import { docsPage, noChoice, observed, ours, sourced, wholeSeconds } from '../sourced.ts'
import type { DurationRule, Model, ModeRules, ReferenceRule, Rules } from '../vendor.ts'

const { documented } = docsPage('docs/seedance2ink.txt')
const imagePage = 'the vendor’s “Image to Video” page'

const durations = documented('For seedance-2.0 and seedance-2.0-fast: 4-15. For seedance-1.5-pro: 5 or 10.')
const models: readonly { model: Model; duration: DurationRule }[] = [
  { model: { id: 'seedance-2.0', name: 'Seedance 2.0', tier: 'standard' }, duration: wholeSeconds(4, 15) },
  { model: { id: 'seedance-2.0-fast', name: 'Seedance 2.0 Fast', tier: 'fast' }, duration: wholeSeconds(4, 15) },
  { model: { id: 'seedance-1.5-pro', name: 'Seedance 1.5 Pro', tier: 'previous' }, duration: { values: [5, 10], default: 5 } },
]
export const seedance2inkModels: readonly Model[] = models.map((entry) => entry.model)

/** One flat list on the wire, 1 to 5 files; the vendor tells the mode from their number and kind. */
const listSource = observed(imagePage, 'mediaUrls: 1-5 public https URLs')
const inferenceSource = observed(
  imagePage,
  'One image is the first frame, two images are first and last frame, anything richer is reference.',
)
const schemes = sourced(['https'] as const, listSource)
const extensions = {
  images: sourced(['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'], observed(imagePage, 'images: jpg jpeg png webp gif bmp')),
  videos: sourced(['mp4', 'mov', 'm4v'], observed(imagePage, 'videos: mp4 mov m4v')),
  audios: sourced(['mp3', 'wav'], observed(imagePage, 'audios: mp3 wav')),
}
const anyNumber = (field: keyof typeof extensions): ReferenceRule => ({
  count: sourced({ min: 0, max: 5 }, listSource),
  schemes,
  extensions: extensions[field],
})

const shared = {
  prompt: sourced('required', documented('promptstringYesNatural-language description of the video to generate.')),
  ratio: sourced({ presence: 'optional', options: ['16:9', '9:16', '1:1'], default: null }, documented('One of 16:9, 9:16, 1:1.')),
  resolution: sourced({ presence: 'optional', options: ['480p', '720p', '1080p'], default: null }, documented('One of 480p, 720p, 1080p.')),
  // `GET /api/open/v1/models` lists prices in a shape that nobody documents.
  price: sourced(null, documented('creditsCharged is calculated when the task is accepted.')),
  mentionStyle: sourced('as_typed', ours('The page names no way to mention a file in the prompt.')),
  upscale: sourced(noChoice, ours('Not among the documented fields.')),
  options: sourced([], ours('Not among the documented fields.')),
} as const
const noFiles = { images: null, videos: null, audios: null, totalReferences: null }
const frames = (count: number) => ({
  ...noFiles,
  images: { count: sourced({ min: count, max: count }, inferenceSource), schemes, extensions: extensions.images },
})

function modesFor(duration: DurationRule): Partial<Record<Mode, ModeRules>> {
  const common = { ...shared, duration: sourced(duration, durations) }
  return {
    text_to_video: { ...common, ...noFiles },
    image_to_video: { ...common, ...frames(1) },
    first_last_frames: { ...common, ...frames(2) },
    reference: {
      ...common,
      images: anyNumber('images'),
      videos: anyNumber('videos'),
      audios: anyNumber('audios'),
      totalReferences: sourced({ min: 1, max: 5 }, listSource),
      imagesOfAnotherMode: sourced([1, 2], inferenceSource),
    },
  }
}

export const seedance2inkRules: Rules = Object.fromEntries(models.map((entry) => [entry.model.id, modesFor(entry.duration)]))
