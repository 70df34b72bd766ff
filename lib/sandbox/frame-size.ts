const maxSidePx = 1280

const evenFloor = (value: number) => Math.max(2, Math.floor(value / 2) * 2)

/** The largest even frame of a ratio within the short side and 1280 px; exactly the ratio where even numbers allow it. */
export function frameSize(ratioWidth: number, ratioHeight: number, shortSidePx: number): { width: number; height: number } {
  const scale = Math.min(maxSidePx / Math.max(ratioWidth, ratioHeight), shortSidePx / Math.min(ratioWidth, ratioHeight))
  const divisor = greatestCommonDivisor(Math.round(ratioWidth), Math.round(ratioHeight))
  const stepWidth = (ratioWidth / divisor) * 2
  const stepHeight = (ratioHeight / divisor) * 2
  const steps = Math.floor((ratioWidth * scale) / stepWidth)
  const isExact = Number.isInteger(stepWidth) && Number.isInteger(stepHeight) && steps >= 8
  if (isExact) return { width: steps * stepWidth, height: steps * stepHeight }
  return { width: evenFloor(ratioWidth * scale), height: evenFloor(ratioHeight * scale) }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? Math.max(1, a) : greatestCommonDivisor(b, a % b)
}

export function parseRatio(ratio: string): { width: number; height: number } {
  const [width = 16, height = 9] = ratio.split(':').map(Number)
  return { width, height }
}
