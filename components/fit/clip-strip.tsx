'use client'

import { useEffect, useRef, useState } from 'react'
import { pictureCount } from '#components/fit/clip-facts.ts'

export interface ClipStripProps {
  /** The file, or our address of it. */
  source: Blob | string
  onFrameSeconds: (seconds: number) => void
}

/** The frames of a film side by side, or the loudness of a sound. */
export function ClipStrip({ source, onFrameSeconds }: ClipStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [isReading, setIsReading] = useState(true)
  useEffect(() => {
    const stop = new AbortController()
    const board = canvas.current
    const pen = board?.getContext('2d')
    if (!board || !pen) return
    const scale = window.devicePixelRatio
    board.width = Math.round(board.clientWidth * scale)
    board.height = Math.round(board.clientHeight * scale)
    const ink = getComputedStyle(board).color
    void (async () => {
      // The reader of containers is large and only needed here.
      const { readClip } = await import('#components/fit/read-clip.ts')
      await readClip(source, {
        signal: stop.signal,
        onFrameSeconds,
        onPicture({ canvas: picture, index }) {
          if (stop.signal.aborted) return
          const width = board.width / pictureCount
          const zoom = Math.max(width / picture.width, board.height / picture.height)
          const [cutWidth, cutHeight] = [width / zoom, board.height / zoom]
          const left = (picture.width - cutWidth) / 2
          const top = (picture.height - cutHeight) / 2
          pen.drawImage(picture, left, top, cutWidth, cutHeight, index * width, 0, width, board.height)
        },
        onPeaks(peaks) {
          if (stop.signal.aborted) return
          const loudest = Math.max(0.05, ...peaks)
          const width = board.width / peaks.length
          pen.fillStyle = ink
          peaks.forEach((peak, index) => {
            const height = Math.max(scale, (peak / loudest) * board.height * 0.9)
            pen.fillRect(index * width, (board.height - height) / 2, Math.max(1, width * 0.7), height)
          })
        },
      })
    })()
      // A strip is a help to the eye; without one the handles work as well.
      .catch(() => {})
      .finally(() => {
        if (!stop.signal.aborted) setIsReading(false)
      })
    return () => stop.abort()
  }, [source, onFrameSeconds])
  return <canvas ref={canvas} aria-hidden className={`size-full text-muted-foreground ${isReading ? 'animate-sheen' : ''}`} />
}
