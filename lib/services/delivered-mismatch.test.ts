import { expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { deliveredMismatch } from './delivered-mismatch.ts'

const asked: GenerationRequest = { vendor: 'loova', mode: 'text_to_video', prompt: 'x', duration: 5, ratio: '16:9' }
const film = { width: 1280, height: 720, duration: 5.04 }

it.each([
  ['what was asked for is no mismatch', asked, film, []],
  ['half a second more or less is how encoders are', asked, { ...film, duration: 5.5 }, []],
  ['a short film is told', asked, { ...film, duration: 4.041 }, ['Asked for 5 s, delivered 4.04 s.']],
  ['another shape is told', asked, { ...film, width: 960, height: 960 }, ['Asked for 16:9, delivered 960 × 960.']],
  ['two percent are rounding to whole blocks', asked, { ...film, width: 1296 }, []],
  ['nothing was asked for, so nothing differs', { ...asked, duration: undefined, ratio: undefined }, { ...film, duration: 9 }, []],
  ['“adaptive” is no shape to hold to', { ...asked, ratio: 'adaptive' }, { ...film, width: 720 }, []],
  ['an edited clip is as long as its source', { ...asked, mode: 'edit' }, { ...film, duration: 12 }, []],
  ['without a film there is nothing to compare', asked, null, []],
] as [string, GenerationRequest, typeof film | null, string[]][])('%s', (_title, request, video, expected) => {
  expect(deliveredMismatch(request, video)).toEqual(expected)
})
