/** What takes of a model usually need at a vendor, by this installation's own history. */
export function waitWords(seconds: number): string {
  if (seconds < 45) return `about ${Math.max(5, Math.round(seconds / 5) * 5)} s here`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `about ${Math.max(1, minutes)} min here`
  return `about ${Number((seconds / 3600).toFixed(1))} h here`
}
