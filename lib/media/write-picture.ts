import { stat } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { maxPictureBytes } from '#lib/files/picture-limits.ts'
import { writeWhole } from './write-whole.ts'

export type PictureFormat = 'jpeg' | 'png' | 'webp'

const smallestSidePx = 1_000

/** Without any metadata, and small enough for a vendor: a lossless picture that is not becomes a smaller one. */
export async function writePicture(picture: Sharp, outputPath: string, format: PictureFormat, maxSidePx: number): Promise<void> {
  await writeWhole(outputPath, async (temporaryPath) => {
    for (let side = maxSidePx; ; side = Math.round(side * 0.8)) {
      const sized = picture.clone().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      await encode(sized, format).toFile(temporaryPath)
      if ((await stat(temporaryPath)).size <= maxPictureBytes || side < smallestSidePx) break
    }
  })
}

function encode(picture: Sharp, format: PictureFormat): Sharp {
  if (format === 'png') return picture.png()
  if (format === 'webp') return picture.webp({ quality: 92 })
  return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
}

/** JPEG, unless something shines through. */
export async function findFittingFormat(picture: Sharp): Promise<PictureFormat> {
  const { hasAlpha } = await picture.clone().metadata()
  if (!hasAlpha) return 'jpeg'
  const { isOpaque } = await sharp(await picture.clone().resize({ width: 256, height: 256, fit: 'inside' }).png().toBuffer()).stats()
  return isOpaque ? 'jpeg' : 'png'
}
