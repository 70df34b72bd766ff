import { expect, test } from 'vitest'
import type { SpendRow } from '#lib/generation/spend-view.ts'
import { addSpend, creditAmount, monthInWords, takesWords, untoldWords } from './spend-words.ts'

const row = (month: string, charged: number | null): SpendRow => ({
  vendor: 'outai',
  isSandbox: false,
  month,
  takes: 2,
  succeeded: 1,
  failed: 1,
  cancelled: 0,
  deleted: 1,
  credits: { quoted: null, quotedTakes: 0, charged, chargedTakes: charged === null ? 0 : 1 },
})

test('tells a charge of nothing from a charge that nobody told', () => {
  expect(creditAmount(0)).toBe('0')
  expect(creditAmount(null)).toBe('–')
})

test('adds up the months of a vendor and keeps what nobody told unknown', () => {
  const total = addSpend([row('2026-11', 0), row('2026-10', null), row('2026-09', 12.5)])
  expect(total).toMatchObject({ takes: 6, succeeded: 3, failed: 3, deleted: 3, credits: { quoted: null, charged: 12.5, chargedTakes: 2 } })
  expect(addSpend([row('2026-10', null)]).credits.charged).toBeNull()
})

test('says how many takes are left to look at', () => {
  expect(takesWords({ takes: 1_200, deleted: 0 })).toBe('1,200 takes')
  expect(takesWords({ takes: 12, deleted: 1 })).toBe('12 takes, 1 of them deleted')
  expect(takesWords({ takes: 3, deleted: 3 })).toBe('3 takes, all deleted')
  expect(takesWords({ takes: 1, deleted: 1 })).toBe('1 take, deleted')
})

test('names a month whatever the reader’s time zone', () => {
  expect(monthInWords('2026-01')).toBe('Jan 2026')
})

test('says which takes a sum leaves out', () => {
  expect(untoldWords('Out.ai', 1, 0)).toBe('“Charged” leaves out one take for which Out.ai reported no charge.')
  expect(untoldWords('Out.ai', 2, 1)).toContain('whether Out.ai gives those credits back is not known here')
  expect(untoldWords('Out.ai', 2, 1, true)).not.toContain('gives those credits back')
})
