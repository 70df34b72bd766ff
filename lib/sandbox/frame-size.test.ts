import { expect, test } from 'vitest'
import { frameSize, parseRatio } from './frame-size.ts'

test.each([
  ['16:9', 720, 1280, 720],
  ['9:16', 720, 720, 1280],
  ['1:1', 720, 720, 720],
  ['4:3', 720, 960, 720],
  ['3:4', 720, 720, 960],
  ['21:9', 720, 1274, 546],
  ['16:9', 480, 832, 468],
])('a %s frame within %i px is %i × %i: even, and exactly the ratio', (ratio, shortSidePx, width, height) => {
  const asked = parseRatio(ratio)
  expect(frameSize(asked.width, asked.height, shortSidePx)).toEqual({ width, height })
  expect(width / height).toBeCloseTo(asked.width / asked.height, 10)
})

test('an odd picture gets an even frame that is nearly its ratio', () => {
  const { width, height } = frameSize(1023, 767, 720)
  expect([width % 2, height % 2]).toEqual([0, 0])
  expect(width / height).toBeCloseTo(1023 / 767, 2)
})
