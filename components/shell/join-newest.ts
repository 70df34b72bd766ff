interface OnePage<Item> {
  items: Item[]
  nextCursor: string | null
}

interface ReadPages<Item> {
  pages: OnePage<Item>[]
  pageParams: (string | null)[]
}

/** A first page read again, before the pages that were read on from an older one. */
export function joinNewest<Item extends { id: string }>(read: ReadPages<Item>, newest: OnePage<Item>): ReadPages<Item> {
  const known = read.pages.flatMap((page) => page.items.map((item) => item.id))
  const lastId = newest.items.at(-1)?.id
  const end = lastId === undefined ? -1 : known.indexOf(lastId)
  // Its last is not among them: what lies between is not known, or nothing of theirs is left.
  if (newest.nextCursor === null || end === -1) return { pages: [newest], pageParams: [null] }
  const covered = new Set([...known.slice(0, end + 1), ...newest.items.map((item) => item.id)])
  const pages = read.pages.map((page, index) => {
    const rest = page.items.filter((item) => !covered.has(item.id))
    return { ...page, items: index === 0 ? [...newest.items, ...rest] : rest }
  })
  return { ...read, pages }
}
