import { modeLabels } from '#lib/generation/request.ts'
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
  if (past?.isAlike) return `${creditWords(past.amount)} last time for ${past.seconds} s`
  return 'price unknown'
}

/** What another mode or length cost, where nothing nearer is known: said as what it was, since it is not this take's price. */
export function otherPriceWords({ quote, past }: Price): string | null {
  if (quote !== null || past === null || past.isAlike) return null
  const article = /^(8|11|18)/.test(String(past.seconds)) ? 'an' : 'a'
  return `${creditWords(past.amount)} last time, for ${article} ${past.seconds} s ${modeLabels[past.mode]}`
}

/** Why the account may not be able to pay for the take, or null. A warning only: the vendor has the last word on both numbers. */
export function shortfallWords({ quote, past }: Price, available: number | null): string | null {
  if (available === null) return null
  if (quote !== null) return quote.amount > available ? `Costs more than the ${creditWords(available)} left there.` : null
  return past?.isAlike && past.amount > available ? `Only ${creditWords(available)} left there.` : null
}
