import { describe, expect, it } from 'vitest'
import { keyWords } from './key-words.ts'

describe('what stands under the field for a key', () => {
  it('names the ending of a saved key', () => {
    expect(keyWords({ keySource: 'settings', keyHint: '1234' }, '')).toBe(
      'A key ending in 1234 is saved. It cannot be read back, only replaced.',
    )
  })

  it('names no ending of a key so short that it would give much of it away, and says that it looks short', () => {
    const words = keyWords({ keySource: 'settings', keyHint: null }, '')
    expect(words).toBe('A key is saved. It looks short: check that all of it was pasted. It cannot be read back, only replaced.')
  })

  it('says while a key is entered that it looks short, and nothing of it when it does not', () => {
    const unset = { keySource: null, keyHint: null } as const
    expect(keyWords(unset, ' sk-wrong ')).toBe('This key looks short: check that all of it was pasted.')
    expect(keyWords(unset, 'sk-quite-long-1234')).toBe('Kept sealed; it cannot be read back.')
    expect(keyWords(unset, '')).toBe('Kept sealed; it cannot be read back.')
  })
})
