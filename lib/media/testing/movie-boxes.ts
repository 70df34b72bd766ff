export const box = (kind: string, ...parts: (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, body])
}
export const numbers = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4)
  return bytes
}

/** Adds to the index of a film, which must be the last box of the file. */
export function withInIndex(film: Buffer, ...boxes: Buffer[]): Buffer {
  const at = film.lastIndexOf('moov') - 4
  const added = Buffer.concat(boxes)
  const whole = Buffer.concat([film, added])
  whole.writeUInt32BE(film.readUInt32BE(at) + added.length, at)
  return whole
}

export const where = '+48.8577+002.2950/'
/** What a phone writes of the place. */
export const userData = box('udta', box('\u00a9xyz', numbers(0x001215c7), where))
