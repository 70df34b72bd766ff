import type { SniffedFile } from './file-kind.ts'
import { drawPicture, type LocalProbe } from './local-facts.ts'

/** Above this a picture of the tile's size is not worth the memory of the whole. */
const maxDrawnPixels = 60_000_000

/** Null where the browser can make nothing of the file: the server has the last word. */
export async function probeLocalFile(file: File, sniffed: SniffedFile | null): Promise<LocalProbe | null> {
  if (sniffed?.kind === 'image') return await probeImage(file, sniffed.container)
  try {
    // The reader of containers is large and only needed once a film or a sound is added.
    const { probeTimedFile } = await import('./probe-timed-file.ts')
    return await probeTimedFile(file, sniffed?.container ?? null)
  } catch {
    return null
  }
}

async function probeImage(file: File, container: string): Promise<LocalProbe | null> {
  const address = URL.createObjectURL(file)
  try {
    const image = new Image()
    await new Promise((resolve, reject) => {
      image.addEventListener('load', resolve)
      image.addEventListener('error', reject)
      // Reads the header only; the orientation that a camera wrote is applied to both sides.
      image.src = address
    })
    const { naturalWidth: width, naturalHeight: height } = image
    if (width === 0 || height === 0) return null
    const facts = { kind: 'image', container, width, height, duration: null, videoCodec: null, audioCodec: null } as const
    const picture = width * height <= maxDrawnPixels ? await drawPicture(image, width, height).catch(() => null) : null
    return { facts, picture }
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(address)
  }
}
