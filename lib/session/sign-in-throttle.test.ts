import { describe, expect, test } from 'vitest'
import { createSignInThrottle } from './sign-in-throttle.ts'

function setUp() {
  let time = 1_000_000
  const throttle = createSignInThrottle({ now: () => time })
  return {
    throttle,
    pass: (seconds: number) => {
      time += seconds * 1000
    },
  }
}

describe('the sign-in throttle', () => {
  test('lets ten attempts through and holds the eleventh', () => {
    const { throttle } = setUp()
    expect(Array.from({ length: 10 }, () => throttle.begin('a'))).toEqual(Array.from({ length: 10 }, () => 0))
    expect(throttle.begin('a')).toBe(20)
  })

  test('lets one more attempt through after the wait it named', () => {
    const { throttle, pass } = setUp()
    for (let attempt = 0; attempt < 10; attempt += 1) throttle.begin('a')
    pass(throttle.begin('a'))
    expect(throttle.begin('a')).toBe(0)
    expect(throttle.begin('a')).toBeGreaterThan(0)
  })

  test('forgets what it counted when the password was right', () => {
    const { throttle } = setUp()
    for (let round = 0; round < 50; round += 1) {
      expect(throttle.begin('a')).toBe(0)
      throttle.succeed('a')
    }
  })

  test('counts every account by itself', () => {
    const { throttle } = setUp()
    for (let attempt = 0; attempt < 11; attempt += 1) throttle.begin('a')
    expect(throttle.begin('b')).toBe(0)
  })
})
