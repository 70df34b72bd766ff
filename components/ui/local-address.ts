/** Whether a link opens on nobody else's computer. */
export function isLocalAddress(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === '[::1]' || /^127\.|(^|\.)localhost$/.test(hostname)
}
