import { expect, test } from 'vitest'
import { recentWords } from './time.tsx'

test('tells the time of day of today and yesterday where the reader is, and no older one', () => {
  const now = new Date('2026-11-21T00:30:00Z')
  expect(recentWords('2026-11-21T00:05:00Z', now, 'UTC')).toBe('Today 00:05')
  expect(recentWords('2026-11-20T00:05:00Z', now, 'UTC')).toBe('Yesterday 00:05')
  expect(recentWords('2026-11-19T23:59:00Z', now, 'UTC')).toBeNull()
  expect(recentWords('2026-11-20T23:59:00Z', now, 'America/New_York')).toBe('Today 18:59')
  // The day that is an hour longer is one day all the same.
  expect(recentWords('2026-10-24T12:00:00Z', new Date('2026-10-25T23:30:00Z'), 'Europe/London')).toBe('Yesterday 13:00')
})
