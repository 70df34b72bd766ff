import { envelopeRules } from '../envelope/envelope-rules.ts'
import { docsPage, ours } from '../sourced.ts'

const { documented } = docsPage('docs/loova.txt')

export const loovaRules = envelopeRules({
  prompt: documented('prompt is required'),
  ratio: documented('ratiostringNo16:9Supported values: 21:9, 16:9, 4:3, 1:1, 3:4, 9:16'),
  duration: documented('durationintegerNo5Output duration in seconds. Range: 4 to 15'),
  images: documented('image_urls maximum: 9'),
  videos: documented('video_urls maximum: 3'),
  audios: documented('audio_urls maximum: 3'),
  frames: documented('When function_mode = first_last_frames, a maximum of 2 images is allowed'),
  audioAlone: documented('audio-only input is not allowed; at least one image or video must be included if audio is provided'),
  fields: ours('Not among the eight fields of the documented request body.'),
})
