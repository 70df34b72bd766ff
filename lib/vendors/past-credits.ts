import type { GenerationRequest, Mode } from '#lib/generation/request.ts'
import type { PastCharge, VendorOutlook } from '#lib/generation/vendor-outlook.ts'
import { findModeRules } from './check-rules.ts'
import { resolveDuration, resolveModel } from './defaults.ts'
import { vendors } from './registry.ts'

/** "12 credits last time for 5 s": told with what it was charged for, which need not be what is asked for. */
export interface PastCredits {
  amount: number
  seconds: number
  mode: Mode
  /** How many takes of that mode, length and those settings are known. */
  takes: number
  /** The take asked for has the same mode and length: only then is it that take's price. */
  isAlike: boolean
}

/** What vendors price by, with the defaults that will run filled in. */
export function pricedSettings(request: GenerationRequest): Pick<PastCharge, 'mode' | 'seconds' | 'resolution' | 'upscale' | 'hasVideos'> {
  const rules = findModeRules(vendors[request.vendor], request)
  return {
    mode: request.mode,
    seconds: resolveDuration(request),
    resolution: request.resolution ?? rules?.resolution.value.default ?? null,
    upscale: request.upscale ?? null,
    hasVideos: (request.videos?.length ?? 0) > 0,
  }
}

/**
 * What this installation was charged before for the request's vendor, model and settings, in the same mode and at the same length, or else
 * what comes nearest. Another resolution, an upscale or a reference video is another price, so those must agree. Nothing is scaled: no vendor
 * says that it is linear.
 */
export function findPastCredits(outlook: VendorOutlook, request: GenerationRequest): PastCredits | null {
  const model = resolveModel(request)
  if (!Object.hasOwn(outlook.models, model)) return null
  const wanted = pricedSettings(request)
  const distance = (charge: PastCharge) => Math.abs(charge.seconds - wanted.seconds)
  const isOtherMode = (charge: PastCharge) => Number(charge.mode !== wanted.mode)
  const [nearest] = (outlook.models[model]?.charges ?? [])
    .filter(
      (charge) => charge.resolution === wanted.resolution && charge.upscale === wanted.upscale && charge.hasVideos === wanted.hasVideos,
    )
    .toSorted((a, b) => isOtherMode(a) - isOtherMode(b) || distance(a) - distance(b) || b.lastAt.localeCompare(a.lastAt))
  if (nearest === undefined) return null
  const { credits, seconds, mode, takes } = nearest
  return { amount: credits, seconds, mode, takes, isAlike: mode === wanted.mode && seconds === wanted.seconds }
}
