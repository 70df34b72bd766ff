import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitRange, limitsFor, moveBoth, moveEnd, moveStart } from './clip-range.ts'

const limits = limitsFor(40, 2, 15)

describe('the part of a clip that is kept', () => {
  test('begins as the longest that fits', () => {
    expect(fitRange({ start: 0, end: 40 }, limits)).toEqual({ start: 0, end: 15 })
    expect(fitRange({ start: 0, end: 8 }, limitsFor(8, 2, 15))).toEqual({ start: 0, end: 8 })
    expect(fitRange({ start: 38, end: 90 }, limits)).toEqual({ start: 25, end: 40 })
  })

  test('keeps its other end while the length allows it', () => {
    expect(moveStart({ start: 0, end: 15 }, 5, limits)).toEqual({ start: 5, end: 15 })
    expect(moveEnd({ start: 0, end: 15 }, 10, limits)).toEqual({ start: 0, end: 10 })
  })

  test('takes its other end along where it would be too long or too short', () => {
    expect(moveEnd({ start: 0, end: 15 }, 20, limits)).toEqual({ start: 5, end: 20 })
    expect(moveStart({ start: 20, end: 35 }, 10, limits)).toEqual({ start: 10, end: 25 })
    expect(moveStart({ start: 0, end: 15 }, 14, limits)).toEqual({ start: 14, end: 16 })
  })

  test('moves as a whole at the same length', () => {
    expect(moveBoth({ start: 1, end: 11 }, 35, limits)).toEqual({ start: 30, end: 40 })
  })

  test('fits, wherever its ends are dragged', () => {
    const time = fc.double({ min: -50, max: 120, noNaN: true })
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 100, noNaN: true }),
        fc.array(fc.tuple(fc.constantFrom(moveStart, moveEnd, moveBoth), time)),
        (duration, moves) => {
          const own = limitsFor(duration, 2, 15)
          let range = fitRange({ start: 0, end: duration }, own)
          for (const [move, to] of moves) range = move(range, to, own)
          const length = range.end - range.start
          expect(range.start).toBeGreaterThanOrEqual(-0.001)
          expect(range.end).toBeLessThanOrEqual(duration + 0.001)
          expect(length).toBeGreaterThanOrEqual(own.min - 0.002)
          expect(length).toBeLessThanOrEqual(own.max + 0.002)
        },
      ),
      { numRuns: 300 },
    )
  })
})
