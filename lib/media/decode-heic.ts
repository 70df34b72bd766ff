import { readFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'
import {
  ALL_FORMATS,
  BufferSource,
  BufferTarget,
  EncodedPacket,
  EncodedVideoPacketSource,
  Input,
  Mp4OutputFormat,
  Output,
  type VideoSampleColorSpace,
  VideoSampleSink,
} from 'mediabunny'
import sharp, { type Sharp } from 'sharp'
import { type Box, createCursor, type HeicDirectory, type HeicItem, readDirectory, readItem } from './heic-boxes.ts'
import { loadDecoders } from './load-decoders.ts'
import { type Colours, type Pixels, readPixels } from './read-pixels.ts'

/** The decoded picture lies in memory whole; the largest phones make 50 million pixels. */
const maxPixels = 64_000_000
const maxTiles = 1_024

/** What ISO/IEC 23091-2 calls by number. */
const matrices: Record<number, 'bt709' | 'bt470bg' | 'smpte170m'> = { 1: 'bt709', 5: 'bt470bg', 6: 'smpte170m' }

export interface HeicSize {
  width: number
  height: number
}

interface Picture extends HeicSize {
  /** The coded pictures it is put together from, row by row; one for a plain picture. */
  tiles: HeicItem[]
  columns: number
  item: HeicItem
  file: Buffer
  directory: HeicDirectory
}

async function openHeic(filePath: string): Promise<Picture> {
  const file = await readFile(filePath)
  const directory = readDirectory(file)
  const item = directory.items.get(directory.primaryId)
  if (!item) throw new Error('a HEIC file has no picture')
  const picture = item.type === 'grid' ? readGrid(file, directory, item) : { ...sizeOf(item), tiles: [item], columns: 1 }
  if (picture.tiles.some((tile) => tile.type !== 'hvc1')) throw new Error(`no decoder for a picture of ${item.type}`)
  if (picture.width * picture.height > maxPixels) throw new Error('a HEIC file exceeds the pixel limit')
  return { ...picture, item, file, directory }
}

/** What phones write beside the picture; null where there is none. */
export async function readHeicExif(filePath: string): Promise<Buffer | null> {
  const { file, directory } = await openHeic(filePath)
  const item = [...directory.items.values()].find((one) => one.type === 'Exif')
  if (!item) return null
  const bytes = readItem(file, directory, item)
  return bytes.length < 4 ? null : bytes.subarray(4 + bytes.readUInt32BE(0))
}

/** The size as a person sees it, from the directory alone. */
export async function readHeicSize(filePath: string): Promise<HeicSize> {
  const { item, width, height } = await openHeic(filePath)
  return turnsOf(item) % 2 === 0 ? { width, height } : { width: height, height: width }
}

function readGrid(file: Buffer, directory: HeicDirectory, item: HeicItem): HeicSize & { tiles: HeicItem[]; columns: number } {
  const cursor = createCursor(readItem(file, directory, item))
  cursor.read(1)
  const fieldBytes = cursor.read(1) & 1 ? 4 : 2
  const rows = cursor.read(1) + 1
  const columns = cursor.read(1) + 1
  const width = cursor.read(fieldBytes)
  const height = cursor.read(fieldBytes)
  const tiles = item.parts.flatMap((id) => directory.items.get(id) ?? [])
  if (rows * columns > maxTiles || tiles.length !== rows * columns) throw new Error('a HEIC grid has not the tiles it names')
  return { width, height, tiles, columns }
}

function find(item: HeicItem, type: string): Buffer | undefined {
  return item.properties.find((box) => box.type === type)?.content
}

function sizeOf(item: HeicItem): HeicSize {
  const cursor = createCursor(find(item, 'ispe') ?? Buffer.alloc(0))
  cursor.read(4)
  return { width: cursor.read(4), height: cursor.read(4) }
}

/** Quarter turns against the clock. */
function turnsOf(item: HeicItem): number {
  return (find(item, 'irot')?.[0] ?? 0) & 3
}

/** An upright picture that sharp turns into sRGB when it is encoded. */
export async function decodeHeic(filePath: string): Promise<Sharp> {
  const picture = await openHeic(filePath)
  let pixels: Pixels = { data: await decodeTiles(picture), width: picture.width, height: picture.height }
  for (const property of picture.item.properties) pixels = await turn(pixels, property)
  const png = await openPixels(pixels).png({ compressionLevel: 1 }).toBuffer()
  return sharp(withProfile(png, profileOf(picture)), { limitInputPixels: maxPixels })
}

function openPixels({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: maxPixels })
}

/** Rotation and mirroring apply in the order of the file; sharp has one order of its own, so each is a step. */
async function turn(pixels: Pixels, { type, content }: Box): Promise<Pixels> {
  const value = content[0] ?? 0
  const image = openPixels(pixels)
  let turned: Sharp
  if (type === 'irot' && (value & 3) !== 0) turned = image.rotate(360 - (value & 3) * 90)
  else if (type === 'imir') turned = (value & 1) === 0 ? image.flop() : image.flip()
  else return pixels
  const { data, info } = await turned.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/** Sharp takes a profile from an encoded picture only, so it is put into one. */
function withProfile(png: Buffer, profile: Buffer | null): Buffer {
  if (profile === null) return png
  const headerEnd = 8 + 25
  const content = Buffer.concat([Buffer.from('iCCPheic\0\0', 'latin1'), deflateSync(profile)])
  const chunk = Buffer.alloc(content.length + 8)
  chunk.writeUInt32BE(content.length - 4, 0)
  content.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(content), chunk.length - 4)
  return Buffer.concat([png.subarray(0, headerEnd), chunk, png.subarray(headerEnd)])
}

/**
 * FFmpeg knows HEVC but leaves a picture's tiles to its caller. Each tile is a key frame, so they make a film of as many frames, which is
 * decoded like any other.
 */
async function decodeTiles(picture: Picture): Promise<Buffer> {
  await loadDecoders()
  const { width, height, columns, tiles } = picture
  using input = new Input({ source: new BufferSource(await writeFilm(picture)), formats: ALL_FORMATS })
  const track = await input.getPrimaryVideoTrack()
  if (!track || !(await track.canDecode())) throw new Error('no decoder for the tiles of a HEIC file')
  const pixels = Buffer.alloc(width * height * 3)
  let index = 0
  for await (const sample of new VideoSampleSink(track).samples()) {
    try {
      const tile = await readPixels(sample, coloursOf(picture, sample.colorSpace))
      placeTile(tile, pixels, picture, (index % columns) * tile.width, Math.floor(index / columns) * tile.height)
    } finally {
      sample.close()
    }
    index++
  }
  if (index !== tiles.length) throw new Error('not every tile of a HEIC file could be decoded')
  return pixels
}

function placeTile(tile: Pixels, pixels: Buffer, { width, height }: HeicSize, left: number, top: number): void {
  const columns = Math.min(tile.width, width - left)
  for (let y = 0; y < Math.min(tile.height, height - top); y++)
    tile.data.copy(pixels, ((top + y) * width + left) * 3, y * tile.width * 3, (y * tile.width + columns) * 3)
}

/** The file's word before the stream's; without either, what the format says: BT.601 over the full range. */
function coloursOf(picture: Picture, stream: VideoSampleColorSpace): Colours {
  const named = findColours(picture, /^nclx$/)
  const matrix = (named && matrices[named.readUInt16BE(8)]) ?? stream.matrix ?? 'smpte170m'
  return { matrix, fullRange: named ? ((named[10] ?? 0) & 0x80) !== 0 : (stream.fullRange ?? true), height: picture.height }
}

async function writeFilm({ tiles, file, directory }: Picture): Promise<ArrayBuffer> {
  const [first] = tiles
  const description = first && find(first, 'hvcC')
  if (!first || !description) throw new Error('a HEIC file does not say how it is coded')
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat(), target })
  const source = new EncodedVideoPacketSource('hevc')
  output.addVideoTrack(source)
  await output.start()
  const { width, height } = sizeOf(first)
  const decoderConfig = { codec: codecOf(description), codedWidth: width, codedHeight: height, description: Uint8Array.from(description) }
  for (const [index, tile] of tiles.entries())
    await source.add(new EncodedPacket(readItem(file, directory, tile), 'key', index, 1), { decoderConfig })
  source.close()
  await output.finalize()
  if (!target.buffer) throw new Error('the tiles of a HEIC file could not be laid out')
  return target.buffer
}

/** The codec string of RFC 6381, out of the decoder's configuration. */
function codecOf(configuration: Buffer): string {
  const cursor = createCursor(configuration)
  cursor.read(1)
  const profile = cursor.read(1)
  const compatibility = cursor.read(4)
  const constraints = cursor.take(6)
  const level = cursor.read(1)
  let reversed = 0
  for (let bit = 0; bit < 32; bit++) reversed = reversed * 2 + ((compatibility >>> bit) & 1)
  const space = ['', 'A', 'B', 'C'][profile >> 6]
  const flags = [...constraints].map((byte) => byte.toString(16)).join('.')
  return `hvc1.${space}${profile & 31}.${reversed.toString(16)}.${profile & 32 ? 'H' : 'L'}${level}.${flags.replace(/(\.0)+$/, '')}`
}

/** The picture's own colour profile; phones store Display P3. */
function profileOf(picture: Picture): Buffer | null {
  return findColours(picture, /^(prof|rICC)$/)?.subarray(4) ?? null
}

function findColours({ item, tiles }: Picture, kind: RegExp): Buffer | undefined {
  return [item, ...tiles.slice(0, 1)]
    .flatMap((owner) => owner.properties)
    .find(({ type, content }) => type === 'colr' && content.length > 10 && kind.test(content.toString('latin1', 0, 4)))?.content
}
