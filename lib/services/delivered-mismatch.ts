import type { GenerationRequest } from '#lib/generation/request.ts'
import { parseRatio } from '#lib/vendors/nearest-option.ts'

const durationToleranceSeconds = 0.5
const ratioTolerance = 0.02

/** What was delivered otherwise than asked for, a sentence each. A clip that follows another one has no length of its own to hold to. */
export function deliveredMismatch(request: GenerationRequest, video: { width: number; height: number; duration: number } | null): string[] {
  if (video === null) return []
  const found: string[] = []
  const followsClip = request.mode === 'edit' || request.mode === 'extend'
  if (request.duration !== undefined && !followsClip && Math.abs(video.duration - request.duration) > durationToleranceSeconds)
    found.push(`Asked for ${request.duration} s, delivered ${Number(video.duration.toFixed(2))} s.`)
  const asked = request.ratio === undefined ? null : parseRatio(request.ratio)
  if (asked !== null && Math.abs(video.width / video.height / asked - 1) > ratioTolerance)
    found.push(`Asked for ${request.ratio}, delivered ${video.width} × ${video.height}.`)
  return found
}
