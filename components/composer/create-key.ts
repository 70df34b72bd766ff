/** `crypto.randomUUID` is missing where the page is served over plain http from another machine. */
export function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
