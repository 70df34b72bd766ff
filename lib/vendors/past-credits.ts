import type { GenerationRequest } from '#lib/generation/request.ts'
import type { PastCharge, VendorOutlook } from '#lib/generation/vendor-outlook.ts'
import { findModeRules } from './check-rules.ts'
import { resolveDuration, resolveModel } from './defaults.ts'
import { vendors } from './registry.ts'

/** "12 credits last time for 5 s": told with the length it was charged for, which need not be the one asked for. */
export interface PastCredits {
  amount: number
  seconds: number
  /** How many takes of that length and those settings are known. */
  takes: number
  /** The take asked for has the same length. */
  isSameLength: boolean
}

/** What vendors price by, with the defaults that will run filled in. */
export function pricedSettings(request: GenerationRequest): Pick<PastCharge, 'seconds' | 'resolution' | 'upscale' | 'hasVideos'> {
  const rules = findModeRules(vendors[request.vendor], request)
  return {
    seconds: resolveDuration(request),
    resolution: request.resolution ?? rules?.resolution.value.default ?? null,
    upscale: request.upscale ?? null,
    hasVideos: (request.videos?.length ?? 0) > 0,
  }
}

/**
 * What this installation was charged before for the request's vendor, model and settings, at the same length or else the nearest one.
 * Another resolution, an upscale or a reference video is another price, so those must agree. Nothing is scaled: no vendor says that it is linear.
 */
export function findPastCredits(outlook: VendorOutlook, request: GenerationRequest): PastCredits | null {
  const model = resolveModel(request)
  if (!Object.hasOwn(outlook.models, model)) return null
  const wanted = pricedSettings(request)
  const distance = (charge: PastCharge) => Math.abs(charge.seconds - wanted.seconds)
  const [nearest] = (outlook.models[model]?.charges ?? [])
    .filter(
      (charge) => charge.resolution === wanted.resolution && charge.upscale === wanted.upscale && charge.hasVideos === wanted.hasVideos,
    )
    .toSorted((a, b) => distance(a) - distance(b) || b.lastAt.localeCompare(a.lastAt))
  if (nearest === undefined) return null
  return { amount: nearest.credits, seconds: nearest.seconds, takes: nearest.takes, isSameLength: nearest.seconds === wanted.seconds }
}
