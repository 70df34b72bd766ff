import type { TakeView } from '#lib/generation/task-view.ts'

export type PreviewStrip = NonNullable<TakeView['preview']>

export function frameAt(strip: PreviewStrip, second: number): number {
  return Math.max(0, Math.min(strip.frames - 1, Math.floor(second / strip.interval)))
}

/** One frame out of the strip, filling its box. The picture is the same for all, so it is loaded once. */
export function StripFrame({ strip, frame, className }: { strip: PreviewStrip; frame: number; className?: string }) {
  const { frameWidth: width, frameHeight: height, columns, rows } = strip
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" className={className}>
      <image
        href={strip.url}
        x={-(frame % columns) * width}
        y={-Math.floor(frame / columns) * height}
        width={columns * width}
        height={rows * height}
      />
    </svg>
  )
}
