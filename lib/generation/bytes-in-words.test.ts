import { expect, test } from 'vitest'
import { bytesInWords } from './bytes-in-words.ts'

test.each([
  [0, '0 bytes'],
  [999, '999 bytes'],
  [1_000, '1 kB'],
  [55_000, '55 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [1_420_000_000, '1.42 GB'],
  [4_000_000_000, '4 GB'],
  [12_345_000_000_000_000, '12300 TB'],
])('%d is told as %s', (bytes, words) => {
  expect(bytesInWords(bytes)).toBe(words)
})
