'use client'

import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { type ClipRange, moveBoth, moveEnd, moveStart, type RangeLimits } from '#components/fit/clip-range.ts'
import { cn } from '#components/ui/cn.ts'
import { timeInWords } from '#lib/generation/upload-edit.ts'

export type RangeEdge = 'start' | 'end'

export interface RangeTrackProps {
  range: ClipRange
  limits: RangeLimits
  /** What an arrow key moves, in seconds: a frame, where there are frames. */
  step: number
  /** Where the player is; null while nobody knows. */
  playhead: number | null
  isDisabled: boolean
  /** `at`: the moment that the person is looking for. */
  onChange: (range: ClipRange, at: number) => void
  /** The film or the sound itself. */
  children: ReactNode
}

const moves = { start: moveStart, end: moveEnd, both: moveBoth } as const

/** A film with two handles: what lies between them is kept. */
export function RangeTrack({ range, limits, step, playhead, isDisabled, onChange, children }: RangeTrackProps) {
  const track = useRef<HTMLDivElement>(null)
  const share = (seconds: number) => `${(seconds / limits.duration) * 100}%`

  const drag = (part: keyof typeof moves, event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || isDisabled) return
    event.preventDefault()
    const { currentTarget, pointerId } = event
    const box = track.current?.getBoundingClientRect()
    if (!box) return
    currentTarget.focus()
    currentTarget.setPointerCapture(pointerId)
    const secondsAt = (clientX: number) => ((clientX - box.left) / box.width) * limits.duration
    const offset = secondsAt(event.clientX) - (part === 'end' ? range.end : range.start)
    const follow = (moved: globalThis.PointerEvent) => {
      const next = moves[part](range, secondsAt(moved.clientX) - offset, limits)
      onChange(next, part === 'end' ? next.end : next.start)
    }
    const drop = () => {
      currentTarget.removeEventListener('pointermove', follow)
      currentTarget.removeEventListener('pointerup', drop)
      currentTarget.removeEventListener('pointercancel', drop)
    }
    currentTarget.addEventListener('pointermove', follow)
    currentTarget.addEventListener('pointerup', drop)
    currentTarget.addEventListener('pointercancel', drop)
  }
  const press = (edge: RangeEdge, event: KeyboardEvent) => {
    if (isDisabled || event.ctrlKey || event.metaKey || event.altKey) return
    const by = event.shiftKey ? 1 : step
    const now = range[edge]
    const places: Record<string, number> = {
      ArrowLeft: now - by,
      ArrowDown: now - by,
      ArrowRight: now + by,
      ArrowUp: now + by,
      PageDown: now - 5,
      PageUp: now + 5,
      Home: 0,
      End: limits.duration,
    }
    const to = places[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = moves[edge](range, to, limits)
    onChange(next, next[edge])
  }
  const handle = (edge: RangeEdge) => (
    <div
      role="slider"
      tabIndex={isDisabled ? -1 : 0}
      aria-label={edge === 'start' ? 'Beginning' : 'End'}
      aria-valuemin={0}
      aria-valuemax={Math.round(limits.duration * 1000) / 1000}
      aria-valuenow={range[edge]}
      aria-valuetext={`${preciseTime(range[edge])}, ${preciseTime(range.end - range.start)} kept`}
      aria-disabled={isDisabled || undefined}
      onPointerDown={(event) => drag(edge, event)}
      onKeyDown={(event) => press(edge, event)}
      style={{ left: share(range[edge]) }}
      className={cn(
        'group absolute inset-y-0 z-20 w-6 cursor-ew-resize touch-none outline-none',
        edge === 'start' ? '-translate-x-full' : '',
      )}
    >
      <span
        aria-hidden
        className={cn(
          'absolute inset-y-0 grid w-3 place-items-center bg-accent transition-shadow group-focus-visible:ring-2 group-focus-visible:ring-foreground',
          edge === 'start' ? 'right-0 rounded-l-md' : 'left-0 rounded-r-md',
        )}
      >
        <span className="h-5 w-0.5 rounded-full bg-background/70" />
      </span>
    </div>
  )
  return (
    // The handles stand outside of what they keep, so the track leaves them room at both ends.
    <div className="px-3">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a track */}
      <div ref={track} role="group" aria-label="Part to keep" className="relative h-14 select-none">
        <div className="absolute inset-0 overflow-hidden rounded-sm bg-well">{children}</div>
        <div aria-hidden className="absolute inset-y-0 left-0 rounded-l-sm bg-background/75" style={{ width: share(range.start) }} />
        <div aria-hidden className="absolute inset-y-0 right-0 rounded-r-sm bg-background/75" style={{ left: share(range.end) }} />
        {/* A further way for a pointer; the handles have the keys. */}
        <div
          aria-hidden
          onPointerDown={(event) => drag('both', event)}
          style={{ left: share(range.start), right: `${100 - (range.end / limits.duration) * 100}%` }}
          className={cn(
            'absolute inset-y-0 z-10 touch-none border-accent border-y-2',
            isDisabled ? '' : 'cursor-grab active:cursor-grabbing',
          )}
        />
        {playhead !== null && (
          <div aria-hidden style={{ left: share(playhead) }} className="pointer-events-none absolute inset-y-0 z-10 w-px bg-foreground" />
        )}
        {handle('start')}
        {handle('end')}
      </div>
    </div>
  )
}

/** Finer than the words of a tile: a frame must be told from its neighbour. */
export function preciseTime(seconds: number): string {
  return seconds < 60 ? `${Number(seconds.toFixed(2))} s` : timeInWords(seconds)
}
