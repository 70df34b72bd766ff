import { describe, expect, test } from 'vitest'
import { checkFormat, judgeFormat } from './check-format.ts'
import { vendors } from './registry.ts'

const reference = { mode: 'reference' } as const

describe('the format of a file', () => {
  test.each([
    ['images', 'jpeg', true],
    ['images', 'heic', false],
    ['videos', 'mov', true],
    ['videos', 'webm', false],
    ['audios', 'wav', true],
    ['audios', 'mp4', false],
    ['audios', 'ogg', false],
  ] as const)('at a vendor that lists what it takes: %s, %s', (field, container, isTaken) => {
    expect(checkFormat(vendors.seedance2ink, reference, field, 0, container) === null).toBe(isTaken)
  })

  test('is refused in words that say what is taken', () => {
    expect(checkFormat(vendors.seedance2ink, reference, 'audios', 1, 'ogg')).toEqual({
      path: 'audios',
      index: 1,
      code: 'not_supported',
      message: `Audio 2 is OGG; ${vendors.seedance2ink.name} takes MP3 or WAV.`,
      severity: 'error',
    })
  })

  test('is no reason to refuse where the vendor says nothing, but is known to be unusual', () => {
    expect(checkFormat(vendors.seedance2ai, reference, 'audios', 0, 'ogg')).toBeNull()
    const rule = vendors.seedance2ai.rules.seedance2?.reference?.audios
    expect(rule && [judgeFormat('audios', rule, 'ogg'), judgeFormat('audios', rule, 'mp3')]).toEqual(['unusual', 'fits'])
  })

  test('that nobody knows is not judged', () => {
    expect(checkFormat(vendors.seedance2ink, reference, 'audios', 0, undefined)).toBeNull()
    expect(checkFormat(vendors.seedance2ink, { mode: 'text_to_video' }, 'audios', 0, 'ogg')).toBeNull()
  })
})
