import { expect, it } from 'vitest'
import { besideOf } from './entry-focus.ts'

it('is the next one, else the one before, else none', () => {
  expect(besideOf(['a', 'b', 'c'], 'b')).toBe('c')
  expect(besideOf(['a', 'b', 'c'], 'c')).toBe('b')
  expect(besideOf(['a'], 'a')).toBeNull()
  expect(besideOf(['a', 'b'], 'gone')).toBeNull()
})
