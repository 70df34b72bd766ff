import { describe, expect, it } from 'vitest'
import { agoWords, type DriftNotice, driftWords } from './drift-words.ts'

const notice: DriftNotice = {
  vendor: 'uniall',
  kind: 'unknown_status',
  detail: 'transcoding',
  count: 3,
  lastSeenAt: '2026-11-21T10:00:00.000Z',
}

describe('a notice about drift', () => {
  it('says who answered what, and how often', () => {
    expect(driftWords(notice)).toBe('UniAll answered a status we do not know: “transcoding”, 3 times')
    expect(driftWords({ ...notice, kind: 'missing_field', detail: 'video url', count: 1 })).toBe(
      'UniAll left out a field it documents: “video url”, once',
    )
    expect(driftWords({ ...notice, count: 12_345 })).toContain('12,345 times')
  })

  it('has words for a kind that another version wrote', () => {
    for (const kind of ['from_the_future', 'constructor']) expect(driftWords({ ...notice, kind })).toContain('something unexpected')
  })

  it.each([
    [0, 'just now'],
    [-60_000, 'just now'],
    [59_000, 'just now'],
    [60_000, '1 min ago'],
    [3_599_000, '59 min ago'],
    [7_200_000, '2 h ago'],
    [86_399_000, '23 h ago'],
    [86_400_000, 'a day ago'],
    [30 * 86_400_000, '30 days ago'],
  ])('tells %i ms as “%s”', (ms, words) => {
    expect(agoWords(notice.lastSeenAt, new Date(Date.parse(notice.lastSeenAt) + ms))).toBe(words)
  })
})
