import type { DurationRule, Presence, Source, Sourced } from './vendor.ts'

/** Ties a rule to the words it was read from. */
export function sourced<const T>(value: T, source: Source): Sourced<T> {
  return { value, source }
}

/** The day on which the pages kept in `__fixtures__/docs` were read. */
export const readOn = '2026-11-21'

export interface Page {
  documented(quote: string): Source
}

/** Quotes from one page of a vendor's documentation. */
export function docsPage(page: string): Page {
  return { documented: (quote) => ({ page, quote, readOn, kind: 'documented' }) }
}

/** Seen on another public page or in a public client of the vendor. */
export function observed(page: string, quote: string): Source {
  return { page, quote, readOn, kind: 'observed' }
}

/** What the documentation leaves open and this library settles; the quote is the reason. */
export function ours(reason: string): Source {
  return { page: 'lib/vendors/README.md', quote: reason, readOn, kind: 'ours' }
}

export function wholeSeconds(least: number, most: number): DurationRule {
  return { values: Array.from({ length: most - least + 1 }, (_, index) => least + index), default: 5 }
}

export const noChoice: { presence: Presence; options: readonly string[]; default: null } = {
  presence: 'absent',
  options: [],
  default: null,
}
