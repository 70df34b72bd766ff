/** Reads a stretch of the file; rejects when there is none. */
type Read = (start: number, end: number) => Promise<Uint8Array>

/**
 * True when the descriptions in front of a FLAC's sound are as RFC 9639 (8.1) has them: the stream's own first, the last one marked, a frame
 * behind it. Of a file without that mark, mediabunny 1.61 looks for the first frame for ever.
 */
export async function areFlacBlocksWhole(read: Read, sizeBytes: number): Promise<boolean> {
  for (let position = 4, blocks = 0; position + 4 <= sizeBytes && blocks < 1_000; blocks++) {
    const header = Buffer.from(await read(position, position + 4))
    const type = header.readUInt8(0) & 0x7f
    const length = header.readUIntBE(1, 3)
    if (blocks === 0 && (type !== 0 || length !== 34)) return false
    position += 4 + length
    if ((header.readUInt8(0) & 0x80) === 0) continue
    if (position + 2 > sizeBytes) return false
    const sync = Buffer.from(await read(position, position + 2))
    return (sync.readUInt16BE(0) & 0xfffe) === 0xfff8
  }
  return false
}
