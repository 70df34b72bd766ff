import { noChoice, observed, ours, sourced, wholeSeconds } from '../sourced.ts'
import type { Model, ModeRules, Rules, Source } from '../vendor.ts'

/** Where each of the two vendors says what both of them hold to. */
export interface EnvelopeSources {
  prompt: Source
  ratio: Source
  duration: Source
  images: Source
  videos: Source
  audios: Source
  frames: Source
  audioAlone: Source
  fields: Source
}

export const envelopeModels: readonly Model[] = [
  { id: 'seedance_2_0', name: 'Seedance 2.0', tier: 'standard' },
  { id: 'seedance_2_0_fast', name: 'Seedance 2.0 Fast', tier: 'fast' },
]

const ratios = ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16']
const schemes = sourced(
  ['http', 'https'] as const,
  ours('The docs ask for a URI; the vendor fetches it, so it must be an absolute http(s) URL.'),
)

const mentionStyle = sourced('lowercase', observed('the vendor’s quick start', 'The prompt understands @image1-style mentions.'))

export function envelopeRules(sources: EnvelopeSources): Rules {
  const shared = {
    prompt: sourced('required', sources.prompt),
    ratio: sourced({ presence: 'optional', options: ratios, default: '16:9' }, sources.ratio),
    resolution: sourced(noChoice, sources.fields),
    upscale: sourced(noChoice, sources.fields),
    duration: sourced(wholeSeconds(4, 15), sources.duration),
    options: sourced([], sources.fields),
    mentionStyle,
    price: sourced(null, ours('No price is documented; `credits_cost` comes with the acceptance.')),
  } as const
  const none = { images: null, videos: null, audios: null, totalReferences: null }
  const frames = (count: number): ModeRules => ({
    ...shared,
    ...none,
    images: { count: sourced({ min: count, max: count }, sources.frames), schemes },
  })
  const modes = {
    text_to_video: { ...shared, ...none },
    image_to_video: frames(1),
    first_last_frames: frames(2),
    reference: {
      ...shared,
      images: { count: sourced({ min: 0, max: 9 }, sources.images), schemes },
      videos: { count: sourced({ min: 0, max: 3 }, sources.videos), schemes },
      audios: { count: sourced({ min: 0, max: 3 }, sources.audios), schemes },
      totalReferences: sourced(
        { min: 1, max: 15 },
        ours('A reference request without a reference would be a text request; 9 + 3 + 3 is the most.'),
      ),
      audioNeedsVisual: sourced(true, sources.audioAlone),
    },
  } as const satisfies Rules[string]
  return Object.fromEntries(envelopeModels.map((model) => [model.id, modes]))
}
