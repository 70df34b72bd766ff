import type { OptionField } from './vendor.ts'

/** The switches and numbers beside prompt, ratio and duration, as the form calls them. */
export const optionNames: Record<OptionField, string> = {
  generateAudio: 'sound',
  seed: 'seed',
  watermark: 'watermark',
  cameraFixed: 'fixed camera',
  returnLastFrame: 'last frame as a still',
}

/** “Leave out sound” would read as if the film became silent. */
export const leaveOutWords: Record<OptionField, string> = {
  generateAudio: 'the sound setting',
  seed: 'seed',
  watermark: 'the watermark setting',
  cameraFixed: 'fixed camera',
  returnLastFrame: 'the still of the last frame',
}
