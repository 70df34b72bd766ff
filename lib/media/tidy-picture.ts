import { readFile, stat, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { readExif } from '#lib/files/exif.ts'
import { maxPictureBytes, maxPictureSidePx } from '#lib/files/picture-limits.ts'
import { stripMetadata } from '#lib/files/strip-metadata.ts'
import { readHeicExif } from './decode-heic.ts'
import type { PictureTidying } from './media.ts'
import { openPicture } from './open-picture.ts'
import { readFormat } from './read-format.ts'
import { findFittingFormat, type PictureFormat, writePicture } from './write-picture.ts'
import { writeWhole } from './write-whole.ts'

const kept: readonly string[] = ['jpeg', 'png', 'webp'] satisfies PictureFormat[]

/**
 * Writes the copy of a picture that may be shown to a vendor: of a format that all of them read, upright, no larger than they take, and
 * without a word of where and by whom it was taken. Null where the picture is that already.
 */
export async function tidyPicture(filePath: string, outputPath: string): Promise<PictureTidying | null> {
  const format = await readFormat(filePath)
  // A GIF has no place for Exif, and would lose its movement.
  if (!format?.isImage || format.container === 'gif') return null
  const { container } = format
  if (!kept.includes(container)) return encodeAnew(filePath, outputPath, container, await readOddExif(filePath, container))

  const { size } = await stat(filePath)
  const { width, height } = await sharp(filePath).metadata()
  const bytes = await readFile(filePath)
  const stripped = stripMetadata(new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength))
  // Put together in a way that only a decoder forgives.
  if (!stripped) return encodeAnew(filePath, outputPath, container, await readOddExif(filePath, container))
  const told = { hadLocation: stripped.hadLocation, isTurned: stripped.orientation !== 1 }
  if (told.isTurned || size > maxPictureBytes || Math.max(width, height) > maxPictureSidePx)
    return encodeAnew(filePath, outputPath, container, told)
  if (!stripped.isChanged) return null
  await writeWhole(outputPath, (temporaryPath) => writeFile(temporaryPath, stripped.bytes))
  return { from: container, to: container as PictureFormat, ...told }
}

async function encodeAnew(
  filePath: string,
  outputPath: string,
  container: string,
  told: Pick<PictureTidying, 'hadLocation' | 'isTurned'>,
): Promise<PictureTidying> {
  const picture = await openPicture(filePath, container)
  const to = kept.includes(container) ? (container as PictureFormat) : await findFittingFormat(picture)
  await writePicture(picture, outputPath, to, maxPictureSidePx)
  return { from: container, to, ...told }
}

async function readOddExif(filePath: string, container: string): Promise<Pick<PictureTidying, 'hadLocation' | 'isTurned'>> {
  if (container === 'bmp') return { hadLocation: false, isTurned: false }
  if (container === 'heic') {
    const exif = await readHeicExif(filePath)
    return { hadLocation: exif !== null && readExif(exif).hasLocation, isTurned: false }
  }
  const { exif, orientation } = await sharp(filePath).metadata()
  // A TIFF is what Exif is written in: its own directory names the place.
  if (container === 'tiff') return { hadLocation: readExif(await readFile(filePath)).hasLocation, isTurned: (orientation ?? 1) !== 1 }
  const tiff = exif?.subarray(exif.toString('latin1', 0, 4) === 'Exif' ? 6 : 0)
  return { hadLocation: tiff !== undefined && readExif(tiff).hasLocation, isTurned: (orientation ?? 1) !== 1 }
}
