import { createCanvas, loadImage } from '@napi-rs/canvas'
import sharp, { type Sharp } from 'sharp'
import { decodeHeic } from './decode-heic.ts'
import { probeFile } from './probe-file.ts'

export const maxPicturePixels = 120_000_000

/** A picture of any format we take, upright, its colours made sRGB when it is encoded. */
export async function openPicture(filePath: string, container: string): Promise<Sharp> {
  if (container === 'heic') return decodeHeic(filePath)
  const source = container === 'bmp' ? await bitmapToPng(filePath) : filePath
  return sharp(source, { failOn: 'truncated', limitInputPixels: maxPicturePixels, animated: false }).autoOrient()
}

/** sharp does not read BMP. */
async function bitmapToPng(filePath: string): Promise<Buffer> {
  // Skia sets aside what the header claims.
  const probed = await probeFile(filePath)
  if (!probed.ok) throw new Error(`a bitmap is ${probed.reason}`)
  const image = await loadImage(filePath)
  const canvas = createCanvas(image.width, image.height)
  canvas.getContext('2d').drawImage(image, 0, 0)
  return canvas.toBuffer('image/png')
}
