/** The boxes of a HEIC file (ISO/IEC 23008-12) as far as one still picture needs them. Sizes are not believed: every read is checked. */

export interface Box {
  type: string
  content: Buffer
}

/** A reader that throws at the end of its bytes, whatever the file claims. */
export function createCursor(bytes: Buffer) {
  let position = 0
  const read = (size: number): number => {
    if (size === 0) return 0
    if (position + size > bytes.length) throw new Error('a HEIC box is cut short')
    const value = size > 6 ? Number(bytes.readBigUInt64BE(position)) : bytes.readUIntBE(position, size)
    position += size
    return value
  }
  return {
    read,
    take(size: number): Buffer {
      if (size < 0 || position + size > bytes.length) throw new Error('a HEIC box is cut short')
      position += size
      return bytes.subarray(position - size, position)
    },
    rest: () => bytes.subarray(position),
    isAtEnd: () => position >= bytes.length,
  }
}

export function readBoxes(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  const cursor = createCursor(bytes)
  while (!cursor.isAtEnd() && boxes.length < 10_000) {
    const size32 = cursor.read(4)
    const type = cursor.take(4).toString('latin1')
    const content =
      size32 === 0 ? cursor.take(cursor.rest().length) : size32 === 1 ? cursor.take(cursor.read(8) - 16) : cursor.take(size32 - 8)
    boxes.push({ type, content })
  }
  return boxes
}

export interface HeicItem {
  type: string
  /** In the order in which they apply. */
  properties: Box[]
  /** What it is put together from. */
  parts: number[]
  extents: { isInline: boolean; offset: number; length: number }[]
}

export interface HeicDirectory {
  primaryId: number
  items: Map<number, HeicItem>
  inline: Buffer
}

function fullBox(content: Buffer) {
  const cursor = createCursor(content)
  const version = cursor.read(1)
  const flags = cursor.read(3)
  return { cursor, version, flags }
}

export function readDirectory(file: Buffer): HeicDirectory {
  const meta = readBoxes(file).find((box) => box.type === 'meta')
  if (!meta) throw new Error('a HEIC file has no directory')
  const boxes = readBoxes(meta.content.subarray(4))
  const find = (type: string) => boxes.find((box) => box.type === type)?.content
  const items = readItems(require(find('iinf'), 'iinf'))
  placeItems(require(find('iloc'), 'iloc'), items)
  describeItems(require(find('iprp'), 'iprp'), items)
  const references = find('iref')
  if (references) joinItems(references, items)
  const { cursor, version } = fullBox(require(find('pitm'), 'pitm'))
  return { primaryId: cursor.read(version === 0 ? 2 : 4), items, inline: find('idat') ?? Buffer.alloc(0) }
}

function require(content: Buffer | undefined, name: string): Buffer {
  if (!content) throw new Error(`a HEIC file has no ${name}`)
  return content
}

function readItems(content: Buffer): Map<number, HeicItem> {
  const { cursor, version } = fullBox(content)
  cursor.read(version === 0 ? 2 : 4)
  const items = new Map<number, HeicItem>()
  for (const box of readBoxes(cursor.rest())) {
    if (box.type !== 'infe') continue
    const entry = fullBox(box.content)
    if (entry.version < 2) continue
    const id = entry.cursor.read(entry.version === 2 ? 2 : 4)
    entry.cursor.read(2)
    items.set(id, { type: entry.cursor.take(4).toString('latin1'), properties: [], parts: [], extents: [] })
  }
  return items
}

function placeItems(content: Buffer, items: Map<number, HeicItem>): void {
  const { cursor, version } = fullBox(content)
  const sizes = cursor.read(2)
  const [offsetSize, lengthSize, baseSize] = [(sizes >> 12) & 15, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = cursor.read(version < 2 ? 2 : 4)
  for (let entry = 0; entry < count; entry++) {
    const item = items.get(cursor.read(version < 2 ? 2 : 4))
    const isInline = version > 0 && (cursor.read(2) & 15) === 1
    cursor.read(2)
    const base = cursor.read(baseSize)
    const extents = cursor.read(2)
    for (let extent = 0; extent < extents; extent++) {
      cursor.read(indexSize)
      const offset = base + cursor.read(offsetSize)
      item?.extents.push({ isInline, offset, length: cursor.read(lengthSize) })
    }
  }
}

function describeItems(content: Buffer, items: Map<number, HeicItem>): void {
  const boxes = readBoxes(content)
  const container = boxes.find((box) => box.type === 'ipco')
  const properties = container ? readBoxes(container.content) : []
  for (const box of boxes.filter((one) => one.type === 'ipma')) {
    const { cursor, version, flags } = fullBox(box.content)
    const count = cursor.read(4)
    for (let entry = 0; entry < count; entry++) {
      const item = items.get(cursor.read(version < 1 ? 2 : 4))
      const associations = cursor.read(1)
      for (let index = 0; index < associations; index++) {
        const place = flags & 1 ? cursor.read(2) & 0x7fff : cursor.read(1) & 0x7f
        const property = properties[place - 1]
        if (property) item?.properties.push(property)
      }
    }
  }
}

function joinItems(content: Buffer, items: Map<number, HeicItem>): void {
  const { cursor, version } = fullBox(content)
  for (const box of readBoxes(cursor.rest())) {
    if (box.type !== 'dimg') continue
    const entry = createCursor(box.content)
    const idSize = version === 0 ? 2 : 4
    const item = items.get(entry.read(idSize))
    const count = entry.read(2)
    for (let index = 0; index < count; index++) item?.parts.push(entry.read(idSize))
  }
}

/** The bytes of an item, wherever its extents lie. */
export function readItem(file: Buffer, directory: HeicDirectory, item: HeicItem): Buffer {
  return Buffer.concat(
    item.extents.map(({ isInline, offset, length }) => {
      const source = isInline ? directory.inline : file
      const end = length === 0 ? source.length : offset + length
      if (offset < 0 || end > source.length) throw new Error('a HEIC item lies outside its file')
      return source.subarray(offset, end)
    }),
  )
}
