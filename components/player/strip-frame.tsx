import type { TakeView } from '#lib/generation/task-view.ts'

export type PreviewStrip = NonNullable<TakeView['preview']>

export function frameAt(strip: PreviewStrip, second: number): number {
  return Math.max(0, Math.min(strip.frames - 1, Math.floor(second / strip.interval)))
}

export interface StripFrameProps {
  strip: PreviewStrip
  frame: number
  /** `contain` shows all of it, with room beside. */
  fit?: 'cover' | 'contain'
  className?: string
}

/** One frame out of the strip, filling its box. The picture is the same for all, so it is loaded once. */
export function StripFrame({ strip, frame, fit = 'cover', className }: StripFrameProps) {
  const { frameWidth: width, frameHeight: height, columns, rows } = strip
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio={fit === 'cover' ? 'xMidYMid slice' : 'xMidYMid meet'}
      className={className}
    >
      {/* Cuts the neighbours off, which would stand in the room beside. */}
      <svg aria-hidden width={width} height={height}>
        <image
          href={strip.url}
          x={-(frame % columns) * width}
          y={-Math.floor(frame / columns) * height}
          width={columns * width}
          height={rows * height}
        />
      </svg>
    </svg>
  )
}
