import { expect, test } from 'vitest'
import { nextPath } from './next-path.ts'

test.each(['/', '/gallery', '/tasks/abc?x=1#y', '/gallery?q=a%2Fb'])('leads to %s of this site', (path) => {
  expect(nextPath(path)).toBe(path)
})

test.each([
  ['nothing', undefined],
  ['a list', ['/gallery', '/spend']],
  ['an address', 'https://evil.example/'],
  ['an address without a scheme', '//evil.example/'],
  ['a backslash', '/\\evil.example/'],
  ['a tab between the slashes', '/\t/evil.example/'],
  ['dots that end in two slashes', '/.//evil.example'],
  ['a relative path', 'gallery'],
  ['a script', 'javascript:alert(1)'],
])('leads to the start for %s', (_name, next) => {
  expect(nextPath(next)).toBe('/')
})
