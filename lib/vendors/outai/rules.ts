import { envelopeRules } from '../envelope/envelope-rules.ts'
import { docsPage, ours } from '../sourced.ts'

const { documented } = docsPage('docs/outai.txt')

export const outaiRules = envelopeRules({
  prompt: documented('prompt is required'),
  ratio: documented('Available options: 21:9, 16:9, 4:3, 1:1, 3:4, 9:16'),
  duration: documented('duration must be between 4 and 15'),
  images: documented('image_urls string<uri>[] Maximum array length: 9'),
  videos: documented('video_urls string<uri>[] Maximum array length: 3'),
  audios: documented('audio_urls string<uri>[] Maximum array length: 3'),
  frames: documented('when function_mode=first_last_frames, at most 2 images are allowed'),
  audioAlone: documented('audio-only input is not allowed, so if audio_urls is provided, include at least one image or video'),
  fields: ours('Not among the eight fields of the documented request body.'),
})
