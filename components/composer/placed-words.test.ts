import { expect, test } from 'vitest'
import type { ListField } from '#lib/generation/file-kinds.ts'
import { placedWords } from './placed-words.ts'

const some = (count: number, kind: ListField) => Array.from({ length: count }, (_, index) => ({ name: `${kind} ${index}`, kind }))

test('tells in one sentence where files went that were dropped on the page', () => {
  expect(placedWords(null, [{ name: 'sun.png', kind: 'images' }])).toBe('sun.png is now in Images.')
  expect(placedWords(null, some(12, 'images'))).toBe('12 files are now in Images.')
  expect(placedWords(null, [...some(1, 'audios'), ...some(2, 'images')])).toBe('2 files are now in Images, 1 in Audio.')
  expect(placedWords(null, [])).toBeNull()
})

test('tells of a list only what went to another one', () => {
  expect(placedWords('images', some(3, 'images'))).toBeNull()
  expect(placedWords('images', [...some(3, 'images'), { name: 'rain.wav', kind: 'audios' }])).toBe(
    'rain.wav went to Audio: that is what it holds.',
  )
  expect(placedWords('images', [...some(2, 'videos'), ...some(1, 'audios')])).toBe('2 files went to Videos, 1 to Audio.')
})
