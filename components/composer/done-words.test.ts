import { expect, test } from 'vitest'
import { doneWords } from './done-words.ts'

test('tells changes as made, those of one kind together', () => {
  expect(doneWords(['Remove image 3', 'Shorten to 15 s', 'Remove audio 2'])).toBe('Removed image 3 and audio 2. Shortened to 15 s.')
  expect(doneWords(['Leave out seed'])).toBe('Left out seed.')
  expect(doneWords(['Use https:// (3 times)'])).toBe('Changed to https:// (3 times).')
  expect(doneWords(['Remove image 1 and switch to Text to video'])).toBe('Removed image 1 and switched to Text to video.')
  expect(doneWords(['Something else'])).toBe('Changed: Something else.')
})
