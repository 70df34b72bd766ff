export interface Limiter {
  /** Resolves when a place is free; call the result once to give it back. */
  acquire(): Promise<() => void>
}

/** A counting semaphore, first come first served. */
export function createLimiter(places: number): Limiter {
  let free = places
  const waiting: (() => void)[] = []
  const release = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }
  return {
    async acquire() {
      if (free > 0) free--
      else await new Promise<void>((resolve) => waiting.push(resolve))
      return release
    },
  }
}
