import type { FileKind } from '#lib/generation/file-kinds.ts'

/** What the browser can tell of a file before any of it is sent. */
export interface LocalFacts {
  kind: FileKind
  container: string | null
  width: number | null
  height: number | null
  /** Seconds. */
  duration: number | null
  videoCodec: string | null
  audioCodec: string | null
}

export interface LocalProbe {
  facts: LocalFacts
  /** A small still, for the tile. */
  picture: Blob | null
}

export const pictureSide = 192

export async function drawPicture(source: CanvasImageSource, width: number, height: number): Promise<Blob | null> {
  const scale = Math.min(1, pictureSide / Math.min(width, height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(width * scale))
  canvas.height = Math.max(1, Math.round(height * scale))
  canvas.getContext('2d')?.drawImage(source, 0, 0, canvas.width, canvas.height)
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8))
}
