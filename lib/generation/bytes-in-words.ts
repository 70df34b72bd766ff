const units = ['kB', 'MB', 'GB', 'TB']

/** `1.42 GB`, for a person. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  let amount = bytes / 1_000
  let unit = 0
  // What would be rounded to a thousand is one of the next.
  while (amount >= 999.5 && unit < units.length - 1) {
    amount /= 1_000
    unit++
  }
  return `${Number(amount.toPrecision(3))} ${units[unit]}`
}
