import { rm } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { openPicture } from './open-picture.ts'
import { readFormat } from './read-format.ts'
import { writePoster } from './write-poster.ts'
import { writeWhole } from './write-whole.ts'

const maxSidePx = 480

/** Upright, and without whatever else the file tells of its maker. */
export async function writeThumbnail(filePath: string, outputPath: string): Promise<boolean> {
  const format = await readFormat(filePath)
  if (!format) return false
  const temporaryPath = `${outputPath}.${process.pid}.thumb`
  try {
    if (!format.isImage) {
      if (!(await writePoster(filePath, temporaryPath))) return false
      await shrink(sharp(await sharp(temporaryPath).toBuffer()), outputPath)
    } else await shrink(await openPicture(filePath, format.container), outputPath)
    return true
  } finally {
    await rm(temporaryPath, { force: true })
  }
}

async function shrink(picture: Sharp, outputPath: string): Promise<void> {
  const small = picture.resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true }).webp({ quality: 78 })
  await writeWhole(outputPath, (temporaryPath) => small.toFile(temporaryPath))
}
