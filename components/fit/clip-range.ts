/** What is kept of a clip, in seconds. */
export interface ClipRange {
  start: number
  end: number
}

export interface RangeLimits {
  /** Of the whole clip. */
  duration: number
  min: number
  /** What the vendor takes; never more than the clip has. */
  max: number
}

const round = (value: number) => Math.round(value * 1000) / 1000

export function limitsFor(duration: number, shortest: number | undefined, longest: number | undefined): RangeLimits {
  const max = Math.min(longest ?? duration, duration)
  return { duration, min: Math.min(shortest ?? smallest, max), max }
}

const smallest = 0.5

/** The longest part that fits, as near to the wanted one as can be. */
export function fitRange({ start, end }: ClipRange, limits: RangeLimits): ClipRange {
  const length = Math.min(Math.max(end - start, limits.min), limits.max)
  const from = Math.min(Math.max(start, 0), limits.duration - length)
  return { start: round(from), end: round(from + length) }
}

/** The other handle stays as long as the length allows it, and else comes along. */
export function moveStart({ end }: ClipRange, to: number, limits: RangeLimits): ClipRange {
  const start = Math.min(Math.max(to, 0), limits.duration - limits.min)
  return { start: round(start), end: round(Math.min(Math.max(end, start + limits.min), start + limits.max)) }
}

export function moveEnd({ start }: ClipRange, to: number, limits: RangeLimits): ClipRange {
  const end = Math.min(Math.max(to, limits.min), limits.duration)
  return { start: round(Math.max(Math.min(start, end - limits.min), end - limits.max)), end: round(end) }
}

/** Both at once, at the same length. */
export function moveBoth({ start, end }: ClipRange, to: number, limits: RangeLimits): ClipRange {
  return fitRange({ start: to, end: to + (end - start) }, limits)
}
