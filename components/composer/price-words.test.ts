import { expect, test } from 'vitest'
import { otherPriceWords, priceWords, shortfallWords } from './price-words.ts'

const exact = { quote: { amount: 200, basis: 'exact' }, past: null } as const
const past = { quote: null, past: { amount: 12, seconds: 5, takes: 1, mode: 'text_to_video', isAlike: true } } as const

test('a price says where it comes from', () => {
  expect(priceWords(exact)).toBe('200 credits')
  expect(priceWords({ ...exact, quote: { amount: 1, basis: 'exact' } })).toBe('1 credit')
  expect(priceWords(past)).toBe('12 credits last time for 5 s')
  expect(priceWords({ quote: null, past: null })).toBe('price unknown')
})

test('what another mode or length cost is no price of this take, and is told as what it was', () => {
  const other = { quote: null, past: { ...past.past, isAlike: false } }
  expect(priceWords(other)).toBe('price unknown')
  expect(otherPriceWords(other)).toBe('12 credits last time, for a 5 s Text to video')
  expect(otherPriceWords({ quote: null, past: { ...other.past, seconds: 8 } })).toBe('12 credits last time, for an 8 s Text to video')
  expect(otherPriceWords(past)).toBeNull()
  expect(otherPriceWords({ ...exact, past: other.past })).toBeNull()
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
  expect(shortfallWords({ quote: null, past: { ...past.past, isAlike: false } }, 1)).toBeNull()
})
