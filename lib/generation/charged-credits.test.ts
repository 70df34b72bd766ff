import { expect, test } from 'vitest'
import { chargedCredits } from './charged-credits.ts'

test.each([
  ['succeeded', null, 200, 200],
  ['running', null, 200, 200],
  ['failed', 'generation_failed', 200, null],
  ['failed', 'timed_out', 200, null],
  ['cancelled', null, 40, null],
  ['cancelled', 'cancelled_by_vendor', 40, null],
  ['failed', 'generation_failed', 0, 0],
  // The vendor finished these; only the file was not had.
  ['failed', 'result_lost', 200, 200],
  ['failed', 'archive_failed', 200, 200],
  ['failed', 'never_sent', null, null],
] as const)('of a take that is %s (%s) and was accepted for %s: %s', (state, failureCode, creditsCharged, expected) => {
  expect(chargedCredits({ state, failureCode, creditsCharged })).toBe(expected)
})
