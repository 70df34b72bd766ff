'use client'

import { Ban, CircleAlert, CircleHelp } from 'lucide-react'
import Link from 'next/link'
import { memo, useRef } from 'react'
import { HoverPreview } from '#components/gallery/hover-preview.tsx'
import { TileCheckbox } from '#components/gallery/tile-checkbox.tsx'
import { TileMenu } from '#components/gallery/tile-menu.tsx'
import { useReturnFocus } from '#components/shell/use-arrival-focus.ts'
import { StateDot } from '#components/task/state-dot.tsx'
import { progressWords, takeTitle } from '#components/task/take-words.ts'
import type { TaskActions } from '#components/task/task-actions.ts'
import { cn } from '#components/ui/cn.ts'
import { Progress } from '#components/ui/progress.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface TakeTileProps {
  take: TakeView
  actions: TaskActions
  /** This take is in another state, or a retry has made a new one. */
  onChange: () => void
  onRemove: (id: string) => void
  /** One is selecting: the tile is a checkbox then, not a link with a menu. */
  isSelecting: boolean
  isSelected: boolean
  onSelect: (id: string, isRange: boolean) => void
}

/** A take at a glance; the whole tile is one link, with a menu above it. */
export const TakeTile = memo(function TakeTile({ take, actions, onChange, onRemove, isSelecting, isSelected, onSelect }: TakeTileProps) {
  const tile = useRef<HTMLElement>(null)
  const link = useRef<HTMLAnchorElement>(null)
  const address = `/tasks/${take.id}`
  useReturnFocus(link, address)
  return (
    <article ref={tile} className="group relative flex min-w-0 flex-col gap-2">
      <div className="relative aspect-video overflow-hidden rounded-lg border border-border bg-well transition-[border-color] duration-150 group-hover:border-border-strong group-has-checked:border-primary group-has-checked:ring-1 group-has-checked:ring-primary">
        <TilePicture take={take} />
        {take.playUrl && take.video && <HoverPreview src={take.playUrl} strip={take.preview} duration={take.video.duration} area={tile} />}
        {take.video && (
          <span className="absolute right-1.5 bottom-1.5 rounded-sm bg-black/70 px-1.5 py-0.5 font-medium text-2xs text-white tabular-nums">
            {Number(take.video.duration.toFixed(1))} s
          </span>
        )}
        {/* On a phone there is no room for it in the line below. */}
        <Time
          at={take.createdAt}
          format="recent"
          className="absolute bottom-1.5 left-1.5 rounded-sm bg-black/70 px-1.5 py-0.5 font-medium text-2xs text-white tabular-nums sm:hidden"
        />
      </div>
      <div className="flex min-w-0 flex-col gap-0.5 px-0.5">
        <h2 dir="auto" className="truncate font-normal text-sm tracking-normal">
          <Link
            href={address}
            ref={link}
            data-entry={take.id}
            prefetch={false}
            className={cn(
              "after:absolute after:inset-0 after:rounded-lg after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:outline-offset-4",
              !take.request.prompt?.trim() && 'text-muted-foreground',
            )}
          >
            {takeTitle(take, 120)}
          </Link>
        </h2>
        <TileCheckbox
          label={`Select ${takeTitle(take, 40)}`}
          isChecked={isSelected}
          isWide={isSelecting}
          onToggle={(isRange) => onSelect(take.id, isRange)}
        />
        {!isSelecting && <TileMenu take={take} actions={actions} onChange={onChange} onRemove={onRemove} />}
        <p className="flex min-w-0 items-center gap-1.5 text-muted-foreground text-xs">
          <StateDot state={take.state} />
          <span aria-hidden>·</span>
          <span className="truncate">
            {vendors[take.vendor].name}
            {take.isSandbox && ' sandbox'}
          </span>
          <span aria-hidden className="max-sm:hidden">
            ·
          </span>
          <Time at={take.createdAt} format="recent" className="whitespace-nowrap max-sm:hidden" />
        </p>
      </div>
    </article>
  )
})

function TilePicture({ take }: { take: TakeView }) {
  if (take.posterUrl !== null) {
    return (
      <img
        src={take.posterUrl}
        alt=""
        loading="lazy"
        decoding="async"
        width={take.video?.width}
        height={take.video?.height}
        className="absolute inset-0 size-full object-contain"
      />
    )
  }
  if (take.state === 'failed') return <TileMark icon={<CircleAlert aria-hidden />} words={take.failureDetails?.title} tone="text-danger" />
  if (take.state === 'unconfirmed') {
    return <TileMark icon={<CircleHelp aria-hidden />} words="Nobody knows yet whether this ran." tone="text-warning" />
  }
  if (take.state === 'cancelled') return <TileMark icon={<Ban aria-hidden />} tone="text-faint-foreground" />
  if (take.isSettled) return take.isPreparing ? <TileOutline take={take} /> : null
  return (
    <>
      <TileOutline take={take} />
      <p className="absolute inset-x-3 top-1/2 -translate-y-1/2 text-center text-muted-foreground text-xs tabular-nums">
        {progressWords(take)}
      </p>
      <div className="absolute inset-x-0 bottom-0 [&_*]:rounded-none!">
        <Progress value={take.state === 'running' ? take.progress : null} label={`Progress of ${takeTitle(take, 40)}`} />
      </div>
    </>
  )
}

/** The shape that the picture will have. */
function TileOutline({ take }: { take: TakeView }) {
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div
        aria-hidden
        className="animate-sheen rounded-sm border border-border-strong border-dashed"
        style={take.aspect >= 16 / 9 ? { aspectRatio: take.aspect, width: '72%' } : { aspectRatio: take.aspect, height: '72%' }}
      />
    </div>
  )
}

function TileMark({ icon, words, tone }: { icon: React.ReactNode; words?: string | undefined; tone: string }) {
  return (
    <div
      className={cn(
        // Above the time, which stands there on a phone.
        'absolute inset-0 flex flex-col items-center justify-center gap-1.5 px-5 text-center max-sm:pb-6 [&_svg]:size-5 [&_svg]:stroke-[1.6]',
        tone,
      )}
    >
      {icon}
      {words && <p className="line-clamp-2 text-muted-foreground text-xs">{words}</p>}
    </div>
  )
}
