import type { GenerationRequest } from '#lib/generation/request.ts'
import { findModeRules, type RuleBook } from './check-rules.ts'
import type { Credits } from './vendor.ts'

/** The documented price, or null where none is documented and for a request that would be refused: a price for it would be invented. */
export function quotePrice(book: RuleBook, request: GenerationRequest): Credits | null {
  const rules = findModeRules(book, request)
  if (!rules || !('perSecond' in rules.price)) return null
  const { perSecond, upscalePerSecond, videoFactor } = rules.price
  const duration = request.duration ?? rules.duration.value.default
  if (!rules.duration.value.values.includes(duration)) return null
  const upscale = request.upscale === undefined ? 0 : findPrice(upscalePerSecond.value, request.upscale)
  if (upscale === null) return null
  const factor = videoFactor && (request.videos?.length ?? 0) > 0 ? videoFactor.value : 1
  return { amount: duration * (perSecond.value * factor + upscale), basis: 'exact' }
}

/** A name from outside never reaches the prototype. */
function findPrice(prices: Readonly<Record<string, number>>, option: string): number | null {
  return Object.hasOwn(prices, option) ? (prices[option] ?? null) : null
}
