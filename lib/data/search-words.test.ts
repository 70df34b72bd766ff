import { expect, it } from 'vitest'
import { searchWords } from './search-words.ts'

it('reads words, and phrases in quotes', () => {
  expect(searchWords('  lighthouse   UniAll lighthouse ')).toEqual(['lighthouse', 'UniAll'])
  expect(searchWords('storm "dolly in" 5"')).toEqual(['storm', 'dolly in', '5"'])
  expect(searchWords('"dolly i')).toEqual(['dolly i'])
  expect(searchWords('" " ""')).toEqual([])
  expect(searchWords(Array.from({ length: 500 }, (_, index) => index).join(' '))).toHaveLength(20)
})
