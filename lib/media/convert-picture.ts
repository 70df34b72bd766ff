import { maxPictureSidePx } from '#lib/files/picture-limits.ts'
import { openPicture } from './open-picture.ts'
import { readFormat } from './read-format.ts'
import { findFittingFormat, writePicture } from './write-picture.ts'

export interface PictureConversion {
  /** Left out: whatever suits the picture. */
  to?: 'jpeg' | 'png'
  maxSide?: number
}

/** Upright, in sRGB, without metadata. False for what is no picture. */
export async function convertPicture(filePath: string, outputPath: string, { to, maxSide }: PictureConversion): Promise<boolean> {
  const format = await readFormat(filePath)
  if (!format?.isImage) return false
  const picture = await openPicture(filePath, format.container)
  await writePicture(picture, outputPath, to ?? (await findFittingFormat(picture)), Math.min(maxSide ?? maxPictureSidePx, maxPictureSidePx))
  return true
}
