import { describe, expect, test } from 'vitest'
import { linkProblems } from '#lib/generation/linked-file.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { bringReason, fitActionsFor } from './fit-action.ts'

const seedance2ai = vendors.seedance2ai.rules.seedance2?.reference
const uniall = vendors.uniall.rules['seedance2.0']?.reference
const ink = vendors.seedance2ink.rules['seedance-2.0']?.reference

describe('what makes a file fit', () => {
  test('a clip that is too long is trimmed to what the vendor takes', () => {
    expect(fitActionsFor('videos', { container: 'mp4', duration: 20 }, seedance2ai?.videos ?? null)).toEqual([
      { do: 'trim', label: 'Trim to 15 s…', min: undefined, max: 15 },
    ])
    expect(fitActionsFor('videos', { container: 'mp4', duration: 15.0004 }, seedance2ai?.videos ?? null)).toEqual([])
  })

  test('beside others, to what is left for it', () => {
    expect(fitActionsFor('videos', { container: 'mp4', duration: 9 }, uniall?.videos ?? null, 8)).toEqual([
      { do: 'trim', label: 'Trim to 7 s…', min: 2, max: 7 },
    ])
    // The others leave nothing: something must be dropped, which the rule itself offers.
    expect(fitActionsFor('videos', { container: 'mp4', duration: 9 }, uniall?.videos ?? null, 14)).toEqual([])
  })

  test('a format that the vendor does not read is converted, also on the way of a cut', () => {
    expect(fitActionsFor('audios', { container: 'ogg', duration: 5 }, ink?.audios ?? null)).toEqual([
      { do: 'convert', label: 'Convert to MP3', to: 'mp3' },
    ])
    expect(fitActionsFor('videos', { container: 'webm', duration: 5 }, seedance2ai?.videos ?? null)).toEqual([
      { do: 'convert', label: 'Convert to MP4', to: 'mp4' },
    ])
    expect(fitActionsFor('audios', { container: 'ogg', duration: 50 }, seedance2ai?.audios ?? null)).toHaveLength(1)
  })

  test('nothing is offered where nothing is known or nothing is wrong', () => {
    expect(fitActionsFor('videos', {}, seedance2ai?.videos ?? null)).toEqual([])
    expect(fitActionsFor('audios', { container: 'mp3', duration: 5 }, null)).toEqual([])
    expect(fitActionsFor('images', { container: 'png' }, seedance2ai?.images ?? null)).toEqual([])
  })
})

describe('a file at an address', () => {
  const videos = seedance2ai?.videos ?? null
  const looked = (code: keyof typeof linkProblems | null) => ({ checked: { problem: code && linkProblems[code] } })

  test('is brought here for what must be done to it', () => {
    expect(bringReason('videos', { ...looked(null), container: 'mp4', duration: 20 }, videos, 0)).toBe('trim')
    expect(bringReason('videos', { ...looked(null), container: 'webm', duration: 5 }, videos, 0)).toBe('convert')
    expect(bringReason('videos', { ...looked(null), container: 'mp4', duration: 5 }, videos, 0)).toBeNull()
  })

  test('that could not be measured is brought here where that could help', () => {
    for (const code of ['not_measured', 'timed_out'] as const) expect(bringReason('videos', looked(code), videos, 0)).toBe('measure')
    for (const code of ['not_found', 'private_address', 'web_page', 'damaged', 'needs_sign_in'] as const)
      expect(bringReason('videos', looked(code), videos, 0)).toBeNull()
    // Only what it is was found, or nothing could be said.
    expect(bringReason('videos', { ...looked(null), container: 'mp4' }, videos, 0)).toBe('measure')
    expect(bringReason('images', looked(null), seedance2ai?.images ?? null, 0)).toBe('measure')
    expect(bringReason('images', { ...looked(null), width: 640 }, seedance2ai?.images ?? null, 0)).toBeNull()
    // Nobody has looked yet, or the vendor takes none.
    expect(bringReason('videos', {}, videos, 0)).toBeNull()
    expect(bringReason('videos', looked('not_measured'), null, 0)).toBeNull()
  })
})
