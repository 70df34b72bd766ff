import { open, rename, rm } from 'node:fs/promises'
import { createCanvas, loadImage } from '@napi-rs/canvas'
import sharp from 'sharp'
import { sniffFormat } from './sniff-format.ts'
import { writePoster } from './write-poster.ts'

const maxSidePx = 480
const maxPixels = 120_000_000

/** Upright, and without whatever else the file tells of its maker. */
export async function writeThumbnail(filePath: string, outputPath: string): Promise<boolean> {
  const format = sniffFormat(await readHead(filePath))
  if (!format) return false
  const temporaryPath = `${outputPath}.${process.pid}.thumb`
  try {
    if (!format.isImage) {
      if (!(await writePoster(filePath, temporaryPath))) return false
      await shrink(await sharp(temporaryPath).toBuffer(), outputPath)
    } else await shrink(format.container === 'bmp' ? await bitmapToPng(filePath) : filePath, outputPath)
    return true
  } finally {
    await rm(temporaryPath, { force: true })
  }
}

async function shrink(source: string | Buffer, outputPath: string): Promise<void> {
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    await sharp(source, { limitInputPixels: maxPixels, animated: false })
      .autoOrient()
      .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78 })
      .toFile(temporaryPath)
    await rename(temporaryPath, outputPath)
  } finally {
    await rm(temporaryPath, { force: true })
  }
}

/** sharp does not read BMP. */
async function bitmapToPng(filePath: string): Promise<Buffer> {
  const image = await loadImage(filePath)
  const canvas = createCanvas(image.width, image.height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  return canvas.toBuffer('image/png')
}

async function readHead(filePath: string): Promise<Buffer> {
  await using file = await open(filePath)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0)
  return buffer.subarray(0, bytesRead)
}
