import { expect, test } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { verdicts } from '#lib/vendors/translate.ts'
import { createDraft } from './draft.ts'
import { fitElsewhere } from './fit-elsewhere.ts'
import { listStandings, switchDetails, switchWords } from './vendor-standing.ts'

const base: GenerationRequest = { vendor: 'uniall', mode: 'text_to_video', prompt: 'Fog', resolution: '720p', duration: 5 }
const standingsOf = (request: GenerationRequest) =>
  listStandings({ current: request.vendor, verdicts: verdicts(request), connections: [], hasUploads: false, isQuiet: () => false })

test('tells every reason of a vendor, and one press that makes them all fit', () => {
  const { loova, uniall } = standingsOf({ ...base, resolution: '1080p', seed: 0 })
  expect(uniall.state).toBe('fits')
  expect(loova.reasons.map((reason) => reason.fix?.label)).toEqual(['Leave out the resolution', 'Leave out seed'])
  expect(switchWords(loova)).toBe('Make 2 changes and switch')
  expect(switchDetails(loova)).toBe('Leave out the resolution, Leave out seed.')
  expect(switchWords(standingsOf({ ...base, upscale: '2k' }).seedance2ai)).toBe('Leave out the resolution and switch')
})

test('counts no removal of a file that can be trimmed among its changes', () => {
  const images = [{ url: 'https://example.com/a.png' }]
  const audios = [{ upload: 'u1', duration: 40 }]
  const wished = { ...base, vendor: 'seedance2ink', mode: 'reference', ratio: '16:9', resolution: '1080p' } as const
  const { seedance2ai } = standingsOf({ ...wished, images, audios })
  expect(seedance2ai.reasons.map((reason) => reason.isTooLong)).toEqual([true, false])
  expect(switchWords(seedance2ai)).toBe('Leave out the resolution and switch')
  expect(switchDetails(seedance2ai)).toBe('What is too long stays, to be trimmed there.')
})

test('does not offer by switching what the field already offers', () => {
  const { loova, uniall } = standingsOf({ ...base, duration: 99 })
  expect(uniall.reasons).toEqual([{ message: 'One thing to change above.', fix: null, isOfferedAbove: true, isTooLong: false }])
  expect(loova.reasons.at(-1)?.isOfferedAbove).toBe(true)
  expect(switchWords(standingsOf({ vendor: 'loova', mode: 'text_to_video', prompt: 'Fog', duration: 99 }).outai)).toBeNull()
})

test('a choice that the form would fill in is no reason', () => {
  const images = [{ url: 'https://example.com/a.png' }]
  const { seedance2ai } = standingsOf({ vendor: 'loova', mode: 'reference', prompt: 'Fog', duration: 5, images })
  expect(seedance2ai).toEqual({ state: 'fits', reasons: [] })
})

test('promises no press where a person must fill something in', () => {
  const images = [{ url: 'https://example.com/a.png', width: 1280, height: 720 }]
  const { seedance2ai, loova } = standingsOf({ vendor: 'seedance2ai', mode: 'image_to_video', images, duration: 5 })
  expect(seedance2ai.state).toBe('fits')
  expect(loova.reasons.map((reason) => reason.message)).toEqual(['Loova needs a prompt for Image to video.'])
  expect(switchWords(loova)).toBeNull()
})

test('asks for what is missing at its field alone', () => {
  const { uniall, loova, outai } = standingsOf({ vendor: 'loova', mode: 'text_to_video', duration: 4 })
  expect(loova).toMatchObject({ state: 'open', reasons: [{ message: 'One thing to fill in above.' }] })
  expect(outai).toEqual({ state: 'open', reasons: [] })
  expect(uniall.reasons.map((reason) => reason.message)).toEqual(['The duration must be 5 to 15 whole seconds.'])
})

test('fitting elsewhere makes each change and keeps aside what only that vendor lacks', () => {
  const draft = { ...createDraft('uniall'), prompt: 'Fog', resolution: '1080p', seed: '0', duration: '99' }
  const fitted = fitElsewhere(draft, 'loova')
  expect(fitted.changes).toEqual(['Shorten to 15 s'])
  expect(fitted.setAside).toEqual(['Resolution 1080p', 'Seed 0'])
  expect(fitted.draft).toMatchObject({ vendor: 'loova', duration: '15', seed: '0', resolution: '1080p' })
  expect(fitElsewhere(fitted.draft, 'uniall').setAside).toEqual([])
})
