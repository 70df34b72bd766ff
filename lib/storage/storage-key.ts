const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

export function isStorageKey(key: string): boolean {
  return key.length <= 500 && keyPattern.test(key)
}

/** Keys come from us, so a bad one is our mistake: it throws rather than reach a path outside. No part may begin with a dot. */
export function requireStorageKey(key: string): string {
  if (!isStorageKey(key)) throw new Error(`Not a storage key: ${JSON.stringify(key.slice(0, 100))}`)
  return key
}
