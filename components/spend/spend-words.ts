import type { SpendRow } from '#lib/generation/spend-view.ts'

/** Null is "nobody told", which is not zero. */
export function creditAmount(credits: number | null): string {
  return credits === null ? '–' : credits.toLocaleString('en', { maximumFractionDigits: 2 })
}

export function monthInWords(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { year: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
}

export type SpendTotal = Pick<SpendRow, 'takes' | 'succeeded' | 'failed' | 'cancelled' | 'deleted' | 'credits'>

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
    deleted: sum((row) => row.deleted),
    credits: {
      quoted: sumKnown((row) => row.credits.quoted),
      quotedTakes: sum((row) => row.credits.quotedTakes),
      charged: sumKnown((row) => row.credits.charged),
      chargedTakes: sum((row) => row.credits.chargedTakes),
    },
  }
}

/** How many takes there were, and how many of them one would look for in vain. */
export function takesWords({ takes, deleted }: Pick<SpendTotal, 'takes' | 'deleted'>): string {
  const all = `${takes.toLocaleString('en')} ${takes === 1 ? 'take' : 'takes'}`
  if (deleted === 0) return all
  if (deleted < takes) return `${all}, ${deleted.toLocaleString('en')} of them deleted`
  return takes === 1 ? `${all}, deleted` : `${all}, all deleted`
}

/** Why “Charged” is not all of them: what a take cost that did not end well is not known, and some vendors tell no charge at all. */
export function untoldWords(vendor: string, untold: number, unfinished: number, isSandbox = false): string {
  const takes = untold === 1 ? 'one take' : `${untold.toLocaleString('en')} takes`
  const left = `“Charged” leaves out ${takes} for which ${vendor} reported no charge`
  if (unfinished === 0) return `${left}.`
  if (isSandbox) return `${left}, or which failed or ended as cancelled.`
  return `${left}, or which failed or ended as cancelled: whether ${vendor} gives those credits back is not known here.`
}
