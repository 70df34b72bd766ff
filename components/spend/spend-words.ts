import type { SpendRow } from '#lib/generation/spend-view.ts'

/** Null is "nobody told", which is not zero. */
export function creditAmount(credits: number | null): string {
  return credits === null ? '–' : credits.toLocaleString('en', { maximumFractionDigits: 2 })
}

export function monthInWords(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
}

export type SpendTotal = Pick<SpendRow, 'takes' | 'succeeded' | 'failed' | 'cancelled' | 'credits'>

/** The months of one vendor together; the caller must not mix vendors. */
export function addSpend(rows: readonly SpendRow[]): SpendTotal {
  const sum = (read: (row: SpendRow) => number) => rows.reduce((total, row) => total + read(row), 0)
  const sumKnown = (read: (row: SpendRow) => number | null) =>
    rows.some((row) => read(row) !== null) ? sum((row) => read(row) ?? 0) : null
  return {
    takes: sum((row) => row.takes),
    succeeded: sum((row) => row.succeeded),
    failed: sum((row) => row.failed),
    cancelled: sum((row) => row.cancelled),
    credits: {
      quoted: sumKnown((row) => row.credits.quoted),
      quotedTakes: sum((row) => row.credits.quotedTakes),
      charged: sumKnown((row) => row.credits.charged),
      chargedTakes: sum((row) => row.credits.chargedTakes),
    },
  }
}
