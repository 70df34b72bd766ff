import { maxPictureBytes, maxPictureSidePx } from '#lib/files/picture-limits.ts'
import { stripMetadata } from '#lib/files/strip-metadata.ts'

export interface PreparedFile {
  file: File
  /** What was done, for the tile; null where the file goes as it is. */
  note: string | null
}

const quality = 0.92

/**
 * A picture before it is sent: what it tells of place and camera stays on this computer, and one that no vendor would take for its size is
 * made smaller. What the browser cannot read goes as it is: the server does the same to it.
 */
export async function preparePicture(file: File, container: string): Promise<PreparedFile> {
  try {
    return (file.size > maxPictureBytes ? await shrink(file, container) : await strip(file)) ?? { file, note: null }
  } catch {
    return { file, note: null }
  }
}

async function strip(file: File): Promise<PreparedFile | null> {
  const stripped = stripMetadata(new Uint8Array(await file.arrayBuffer()))
  if (!stripped?.isChanged) return null
  const note = stripped.hadLocation ? 'Location removed before sending' : 'Camera details removed before sending'
  return { file: new File([stripped.bytes], file.name, { type: file.type, lastModified: file.lastModified }), note }
}

async function shrink(file: File, container: string): Promise<PreparedFile | null> {
  const whole = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const { width, height } = whole
  const type = container === 'png' || container === 'webp' ? `image/${container}` : 'image/jpeg'
  try {
    for (let side = maxPictureSidePx; side > 1000; side = Math.round(side * 0.8)) {
      const scale = Math.min(1, side / Math.max(width, height))
      const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)))
      canvas.getContext('2d')?.drawImage(whole, 0, 0, canvas.width, canvas.height)
      const blob = await canvas.convertToBlob({ type, quality })
      if (blob.size > maxPictureBytes) continue
      const name = `${file.name.replace(/\.[a-z0-9]{1,5}$/i, '')}.${type.slice(6).replace('jpeg', 'jpg')}`
      const done = scale < 1 ? `Scaled from ${width} × ${height}` : `Made smaller than ${Math.round(maxPictureBytes / 1024 ** 2)} MB`
      return { file: new File([blob], name, { type, lastModified: file.lastModified }), note: `${done} before sending` }
    }
  } finally {
    whole.close()
  }
  return null
}
