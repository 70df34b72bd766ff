import { expect, test } from 'vitest'
import { priceWords, shortfallWords } from './price-words.ts'

const exact = { quote: { amount: 200, basis: 'exact' }, past: null } as const
const past = { quote: null, past: { amount: 12, seconds: 5, takes: 1, isSameLength: true } }

test('a price says where it comes from', () => {
  expect(priceWords(exact)).toBe('200 credits')
  expect(priceWords({ ...exact, quote: { amount: 1, basis: 'exact' } })).toBe('1 credit')
  expect(priceWords(past)).toBe('12 credits last time for 5 s')
  expect(priceWords({ quote: null, past: null })).toBe('price unknown')
})

test('a documented price stands before what was charged', () => {
  expect(priceWords({ ...exact, past: past.past })).toBe('200 credits')
})

test('warns of a balance that is too small, and of no other', () => {
  expect(shortfallWords(exact, 199)).toBe('Costs more than the 199 credits left there.')
  expect(shortfallWords(exact, 0)).toBe('Costs more than the 0 credits left there.')
  expect(shortfallWords(exact, 200)).toBeNull()
  expect(shortfallWords(exact, null)).toBeNull()
  expect(shortfallWords(past, 11)).toBe('Only 11 credits left there.')
})

test('what another length cost is no reason to warn', () => {
  expect(shortfallWords({ quote: null, past: { ...past.past, isSameLength: false } }, 1)).toBeNull()
})
