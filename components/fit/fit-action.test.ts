import { describe, expect, test } from 'vitest'
import { vendors } from '#lib/vendors/registry.ts'
import { fitActionsFor } from './fit-action.ts'

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
