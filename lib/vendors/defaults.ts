import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import { findModeRules } from './check-rules.ts'
import { parseRatio } from './nearest-option.ts'
import { vendors } from './registry.ts'

const usualAspect = 16 / 9

/** The model that will run: the one asked for, or the vendor's default. */
export function resolveModel(request: GenerationRequest): string {
  return request.model ?? vendors[request.vendor].defaultModel
}

/** Seconds of video that will be made. */
export function resolveDuration(request: GenerationRequest): number {
  return request.duration ?? findModeRules(vendors[request.vendor], request)?.duration.value.default ?? 5
}

/**
 * width / height to reserve on a page before the video is there: the ratio asked for, else the vendor's default one, else the shape of
 * the frame or clip that the take follows, else 16:9. A guess at a request that breaks rules, and never anything but a positive number.
 */
export function aspectOf(request: GenerationRequest): number {
  const asked = request.ratio === undefined ? null : parseRatio(request.ratio)
  if (asked !== null) return asked
  const usual = findModeRules(vendors[request.vendor], request)?.ratio.value.default ?? null
  const byDefault = usual === null ? null : parseRatio(usual)
  if (byDefault !== null) return byDefault
  const follows = { image_to_video: request.images, first_last_frames: request.images, edit: request.videos, extend: request.videos }
  const source = request.mode in follows ? follows[request.mode as keyof typeof follows]?.[0] : undefined
  return shapeOf(source) ?? usualAspect
}

function shapeOf(reference: Reference | undefined): number | null {
  if (reference?.width === undefined || reference.height === undefined) return null
  return reference.width / reference.height
}
