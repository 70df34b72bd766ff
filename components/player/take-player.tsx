'use client'

import { type Ref, useState } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface TakePlayerProps {
  src: string
  posterUrl: string | null
  /** Names the player for assistive technology. */
  title: string
  /** width / height: the place is kept before the first frame is there. */
  aspect: number
  /** `frame` fills the box around it and letterboxes; `natural` takes the video's own shape. */
  fit?: 'frame' | 'natural'
  className?: string
  /** The film's element, for whoever wants to know where it stands. */
  videoRef?: Ref<HTMLVideoElement> | undefined
}

/** The browser's own player, whose keys and captions everybody knows, in our frame. */
export function TakePlayer({ src, posterUrl, title, aspect, fit = 'frame', className, videoRef }: TakePlayerProps) {
  const [failedSrc, setFailedSrc] = useState<string | null>(null)
  return (
    <div
      className={cn('relative overflow-hidden bg-black', fit === 'frame' ? 'size-full' : 'mx-auto max-w-full rounded-lg', className)}
      style={fit === 'natural' ? { aspectRatio: aspect, width: `min(100%, calc(70dvh * ${aspect}))` } : undefined}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: a take has a score at most; nobody has written captions for it */}
      <video
        key={src}
        ref={videoRef}
        controls
        playsInline
        preload="metadata"
        poster={posterUrl ?? undefined}
        aria-label={title}
        className="absolute inset-0 size-full object-contain"
        onError={() => setFailedSrc(src)}
        src={src}
      />
      {failedSrc === src && (
        <p role="alert" className="absolute inset-0 grid place-items-center bg-black/85 p-6 text-center text-sm text-white/85">
          This browser could not play the file. It is still saved: download it to watch it elsewhere.
        </p>
      )}
    </div>
  )
}
