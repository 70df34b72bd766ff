'use client'

import { type PointerEvent, useState } from 'react'
import { frameAt, type PreviewStrip, StripFrame } from '#components/player/strip-frame.tsx'
import { useFilmTime } from '#components/player/use-film-time.ts'
import { cn } from '#components/ui/cn.ts'

/** About the length of a frame: what an arrow key moves. */
const stepSeconds = 0.04
/** The longer side of the frame under the pointer: it must not hide the film on a phone. */
const lensPx = 160
/** Enough for the widest player; more would be slivers. */
const mostCells = { wide: 14, tall: 30 }

export interface ScrubBarProps {
  film: HTMLVideoElement | null
  strip: PreviewStrip
  /** Seconds. */
  duration: number
}

/** The film laid out as a strip of its frames: point at it to look, press or use the arrow keys to go there. */
export function ScrubBar({ film, strip, duration }: ScrubBarProps) {
  const { time, seek } = useFilmTime(film)
  const [pointed, setPointed] = useState<number | null>(null)
  const share = Math.min(1, time / duration)
  const scale = Math.min(1, lensPx / Math.max(strip.frameWidth, strip.frameHeight))
  const lens = { width: Math.round(strip.frameWidth * scale), height: Math.round(strip.frameHeight * scale) }
  const cells = Math.min(strip.frames, strip.frameWidth > strip.frameHeight ? mostCells.wide : mostCells.tall)

  const point = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    setPointed(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)))
  }
  return (
    <div className="relative" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(null)}>
      <div aria-hidden className="flex h-11 overflow-hidden rounded-md bg-black">
        {Array.from({ length: cells }, (_, cell) => {
          const second = ((cell + 0.5) / cells) * duration
          return (
            <StripFrame
              key={second}
              strip={strip}
              frame={frameAt(strip, second)}
              className={cn('h-full min-w-0 flex-1', cell % 2 === 1 && 'max-sm:hidden')}
            />
          )
        })}
      </div>
      <div
        aria-hidden
        className="pointer-events-none absolute inset-y-0 right-0 rounded-r-md bg-black/30"
        style={{ left: `${share * 100}%` }}
      />
      <div
        aria-hidden
        className="pointer-events-none absolute -inset-y-0.5 w-0.5 rounded-full bg-white shadow-[0_0_0_1px_rgb(0_0_0/0.55)]"
        style={{ left: `calc(${share * 100}% - 1px)` }}
      />
      {/* The browser's own slider lies over the picture: its keys, its touch and its voice. */}
      <input
        type="range"
        aria-label="Position in the film"
        aria-valuetext={`${time.toFixed(1)} of ${duration.toFixed(1)} seconds`}
        min={0}
        max={duration}
        step={stepSeconds}
        value={Math.min(time, duration)}
        onChange={(event) => seek(Number(event.currentTarget.value))}
        className="peer absolute inset-0 h-full w-full cursor-pointer opacity-0"
      />
      <div aria-hidden className="pointer-events-none absolute -inset-0.5 rounded-lg outline-ring peer-focus-visible:outline-2" />
      {pointed !== null && (
        <figure
          aria-hidden
          className="pointer-events-none absolute bottom-full z-10 mb-1.5 w-max overflow-hidden rounded-md border border-border bg-black shadow-lg"
          style={{ left: `clamp(0px, calc(${pointed * 100}% - ${lens.width / 2}px), calc(100% - ${lens.width}px))` }}
        >
          <div style={lens}>
            <StripFrame strip={strip} frame={frameAt(strip, pointed * duration)} className="size-full" />
          </div>
          <figcaption className="absolute right-1 bottom-1 rounded-sm bg-black/75 px-1 py-0.5 text-2xs text-white tabular-nums">
            {(pointed * duration).toFixed(1)} s
          </figcaption>
        </figure>
      )}
    </div>
  )
}
