const units = ['kB', 'MB', 'GB', 'TB']

/** `1.42 GB`, for a person. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`
  let amount = bytes
  let unit = ''
  for (const next of units) {
    if (amount < 1_000) break
    amount /= 1_000
    unit = next
  }
  return `${amount.toFixed(amount < 10 ? 2 : amount < 100 ? 1 : 0)} ${unit}`
}
