import type { GenerationRequest } from '#lib/generation/request.ts'
import type { Credits } from '../vendor.ts'
import { seedance2aiRules } from './rules.ts'

/**
 * “Base | duration_seconds × 40 | 200 | 160”: the fast model’s 160 for 5 s is 32 a second.
 * “+ 2K Upscale | base + duration × 20”, “+ 4K Upscale | base + duration × 40”, “Reference + Video Ref | base × 2 + upscale” (2026-11-21).
 */
const creditsPerSecond: Readonly<Record<string, number>> = { seedance2: 40, 'seedance2-fast': 32 }
const upscalePerSecond: Readonly<Record<string, number>> = { '2k': 20, '4k': 40 }

/** Null for a request that would be refused anyway: a price for it would be invented. */
export function quoteSeedance2ai(request: GenerationRequest, model: string): Credits | null {
  const rules = Object.hasOwn(seedance2aiRules, model) ? seedance2aiRules[model]?.[request.mode] : undefined
  if (!rules || !Object.hasOwn(creditsPerSecond, model)) return null
  const duration = request.duration ?? rules.duration.value.default
  if (!rules.duration.value.values.includes(duration)) return null
  if (request.upscale !== undefined && !Object.hasOwn(upscalePerSecond, request.upscale)) return null
  const base = duration * (creditsPerSecond[model] ?? 0)
  const upscale = request.upscale === undefined ? 0 : duration * (upscalePerSecond[request.upscale] ?? 0)
  const isDoubled = request.mode === 'reference' && (request.videos?.length ?? 0) > 0
  return { amount: (isDoubled ? base * 2 : base) + upscale, basis: 'exact' }
}
