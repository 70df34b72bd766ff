import { expect, it } from 'vitest'
import { aboutWords, likelyWaitSeconds, ordinal } from './line-note.ts'

const now = new Date('2026-11-21T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

it.each([
  ['the next take waits for the running one that is nearest its end', [ago(10), ago(90), ago(50)], 3, 0, 30],
  ['the second waits for the next one', [ago(10), ago(90), ago(50)], 3, 1, 70],
  ['a second round adds a whole typical take', [ago(10), ago(90), ago(50)], 3, 3, 150],
  ['a running take past its time may end at any moment', [ago(400)], 1, 0, 0],
  ['a free place costs no wait', [ago(10)], 2, 0, 0],
  ['more running than the limit: the surplus must end first', [ago(10), ago(100)], 1, 0, 110],
] as const)('%s', (_title, runningSince, limit, position, expected) => {
  expect(likelyWaitSeconds({ runningSince, limit }, position, 120, now)).toBe(expected)
})

it('does not guess where no limit is known and nothing runs', () => {
  expect(likelyWaitSeconds({ runningSince: [], limit: null }, 0, 120, now)).toBeNull()
})

it('speaks as people do', () => {
  expect([3, 41, 170, 7_200].map(aboutWords)).toEqual(['a few seconds', 'about 50 s', 'about 3 min', 'about 2 h'])
  expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '102nd',
    '111th',
  ])
})
