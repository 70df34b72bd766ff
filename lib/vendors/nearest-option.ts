/** The option that changes least: the nearest shape for a ratio, the largest that is not above what was asked for a resolution. */
export function nearestOption(field: 'ratio' | 'resolution' | 'upscale', value: string, options: readonly string[]): string | undefined {
  if (field === 'ratio') {
    const asked = parseRatio(value)
    return asked === null ? options[0] : leastBy(options, (option) => Math.abs(Math.log((parseRatio(option) ?? asked) / asked)))
  }
  const asked = parseLines(value)
  if (asked === null) return options[0]
  const below = options.filter((option) => (parseLines(option) ?? Number.POSITIVE_INFINITY) <= asked)
  return leastBy(below, (option) => asked - (parseLines(option) ?? 0)) ?? options[0]
}

export function nearestNumber(value: number, options: readonly number[]): number | null {
  if (!Number.isFinite(value)) return null
  return leastBy(options, (option) => Math.abs(option - value)) ?? null
}

/** width / height of "16:9", or null. */
export function parseRatio(text: string): number | null {
  const [, width, height] = /^([0-9]{1,5}):([0-9]{1,5})$/.exec(text) ?? []
  const ratio = Number(width) / Number(height)
  return Number.isFinite(ratio) && ratio > 0 ? ratio : null
}

/** Lines of picture in "720p", "2k" or "4k", or null. */
function parseLines(text: string): number | null {
  const [, size, unit] = /^([0-9]{1,5})(p|k)$/i.exec(text) ?? []
  if (size === undefined) return null
  return unit?.toLowerCase() === 'k' ? Number(size) * 540 : Number(size)
}

function leastBy<T>(items: readonly T[], cost: (item: T) => number): T | undefined {
  let best: T | undefined
  let lowest = Number.POSITIVE_INFINITY
  for (const item of items) {
    const current = cost(item)
    if (current < lowest) {
      best = item
      lowest = current
    }
  }
  return best
}
