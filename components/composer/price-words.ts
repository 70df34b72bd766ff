import type { PastCredits } from '#lib/vendors/past-credits.ts'
import type { Credits } from '#lib/vendors/vendor.ts'

/** What a take would cost at one vendor: its documented price, or what this installation was charged before. */
export interface Price {
  quote: Credits | null
  past: PastCredits | null
}

/** Made once: the row of vendors writes five of them at every letter. */
const numbers = new Intl.NumberFormat('en')

/** Credits of two vendors are not the same money, so they are never compared. */
export function creditWords(amount: number): string {
  return `${numbers.format(amount)} ${amount === 1 ? 'credit' : 'credits'}`
}

export function priceWords({ quote, past }: Price): string {
  if (quote !== null) return quote.basis === 'exact' ? creditWords(quote.amount) : `${creditWords(quote.amount)} last time`
  if (past !== null) return `${creditWords(past.amount)} last time for ${past.seconds} s`
  return 'price unknown'
}

/** Why the account may not be able to pay for the take, or null. A warning only: the vendor has the last word on both numbers. */
export function shortfallWords({ quote, past }: Price, available: number | null): string | null {
  if (available === null) return null
  if (quote !== null) return quote.amount > available ? `Costs more than the ${creditWords(available)} left there.` : null
  return past?.isSameLength && past.amount > available ? `Only ${creditWords(available)} left there.` : null
}
