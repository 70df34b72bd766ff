/**
 * Lookups of the same thing at the same moment become one. Nobody gets an answer that is older than the question: who comes while a lookup
 * is under way waits for the next one, together with all others who came meanwhile. A player asks for many parts at once, and a gallery for
 * many pictures with one cookie.
 */
export function createSharedLookup<T>(): (key: string, look: () => Promise<T>) => Promise<T> {
  const underWay = new Map<string, { current: Promise<T>; next: Promise<T> | null }>()

  function start(key: string, look: () => Promise<T>): Promise<T> {
    const entry: { current: Promise<T>; next: Promise<T> | null } = { current: look(), next: null }
    underWay.set(key, entry)
    const leave = () => {
      if (entry.next === null && underWay.get(key) === entry) underWay.delete(key)
    }
    entry.current.then(leave, leave)
    return entry.current
  }

  return (key, look) => {
    const entry = underWay.get(key)
    if (entry === undefined) return start(key, look)
    const begin = () => start(key, look)
    entry.next ??= entry.current.then(begin, begin)
    return entry.next
  }
}
