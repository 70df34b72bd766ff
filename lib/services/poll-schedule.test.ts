import { expect, it } from 'vitest'
import { scheduledGapMs } from './poll-schedule.ts'

const loova = { first: 15, steady: 60 }
const quick = { first: 5, steady: 5 }

it.each([
  ['without a history the vendor’s first delay comes first', loova, null, 0, 15_000],
  ['then its quick pace for three minutes', loova, null, 100_000, 15_000],
  ['then its steady one', loova, null, 180_000, 60_000],
  ['with a history the first question waits until a quarter of such takes were done', quick, 40, 0, 40_000],
  ['but never longer than a minute, or a take that fails early is not heard of', quick, 400, 0, 60_000],
  ['what is left until then shrinks with the take’s age', quick, 70, 60_000, 10_000],
  ['past that point the pace is quick again', quick, 40, 41_000, 5_000],
  ['a vendor is never asked more often than it wants, however quick its takes are', loova, 3, 0, 15_000],
] as const)('%s', (_title, pace, quarterDone, ageMs, expected) => {
  expect(scheduledGapMs(pace, quarterDone, ageMs)).toBe(expected)
})
