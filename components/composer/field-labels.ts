/** The names a person reads. `Sound` rather than "audio": scripts and screen readers find the references by `Audio`. */
export const fieldLabels = {
  vendor: 'Vendor',
  model: 'Model',
  mode: 'Mode',
  prompt: 'Prompt',
  ratio: 'Ratio',
  resolution: 'Resolution',
  upscale: 'Upscale',
  duration: 'Duration',
  images: 'Images',
  videos: 'Videos',
  audios: 'Audio',
  generateAudio: 'Sound',
  seed: 'Seed',
  watermark: 'Watermark',
  cameraFixed: 'Fixed camera',
  returnLastFrame: 'Last frame as a still',
} as const

export type FieldName = keyof typeof fieldLabels

export function isFieldName(path: string): path is FieldName {
  return Object.hasOwn(fieldLabels, path)
}
