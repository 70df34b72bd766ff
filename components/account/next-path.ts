/** Where to go after signing in: a path of this site, or the start. Anything that could lead elsewhere is the start. */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.length > 2_000) return '/'
  // Browsers read `//host`, `/\host` and a tab or newline between the slashes as another site.
  const here = 'http://here.invalid'
  if (!URL.canParse(next, here)) return '/'
  const url = new URL(next, here)
  if (url.origin !== here || url.pathname.startsWith('//')) return '/'
  return `${url.pathname}${url.search}${url.hash}`
}
