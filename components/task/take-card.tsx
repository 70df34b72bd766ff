'use client'

import { Ellipsis, Repeat2 } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { usePlayhead } from '#components/player/use-playhead.ts'
import { findEntry } from '#components/shell/entry-focus.ts'
import { useReturnFocus } from '#components/shell/use-arrival-focus.ts'
import { useKeptFocus } from '#components/shell/use-kept-focus.ts'
import { ChainFrameDialog, useFrameGrab } from '#components/task/chain-frame-dialog.tsx'
import { RetryButton } from '#components/task/retry-button.tsx'
import { SettleUnconfirmed } from '#components/task/settle-unconfirmed.tsx'
import { TakeMedia } from '#components/task/take-media.tsx'
import { TakeMenu } from '#components/task/take-menu.tsx'
import { costFact, stateTones, takeTitle } from '#components/task/take-words.ts'
import type { TaskActions } from '#components/task/task-actions.ts'
import { useTaskActions } from '#components/task/use-task-actions.ts'
import { VendorWordsPopover } from '#components/task/vendor-words-popover.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { modeLabels } from '#lib/generation/request.ts'
import type { ChainStart } from '#lib/generation/take-chain.ts'
import { taskStateLabels } from '#lib/generation/task-state.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface TakeCardProps {
  take: TakeView
  actions: TaskActions
  /** A new state of this take, or the new take that a retry made. */
  onChange: (take: TakeView) => void
  onRemove: (id: string) => void
  /** Where the composer stands beside the card. */
  onStart?: ((start: ChainStart) => void) | undefined
  className?: string
}

/**
 * A take in any state, in a frame that keeps its size from the first second to the last. Where there was nothing to see from the beginning,
 * the frame is as high as its words.
 */
export function TakeCard({ take, actions, onChange, onRemove, onStart, className }: TakeCardProps) {
  const bound = useTaskActions(take, actions, { onChange, onRemove })
  const playhead = usePlayhead()
  const frame = useFrameGrab(take.id)
  const link = useRef<HTMLAnchorElement>(null)
  const address = `/tasks/${take.id}`
  useReturnFocus(link, address)
  const hasNothing = take.state === 'failed' || take.state === 'cancelled'
  const [hadNothing] = useState(hasNothing)
  const isWordsOnly = hadNothing && hasNothing
  const keptFocus = useKeptFocus(() => findEntry(take.id))
  const vendor = vendors[take.vendor]
  const model = vendor.models.find((one) => one.id === take.model)?.name ?? take.model
  const facts = [
    vendor.name,
    model,
    modeLabels[take.mode],
    take.video ? `${Number(take.video.duration.toFixed(1))} s` : take.request.duration === undefined ? null : `${take.request.duration} s`,
    take.video ? `${take.video.width} × ${take.video.height}` : (take.request.ratio ?? null),
    costFact(take),
  ].filter((fact) => fact !== null)
  const title = takeTitle(take, 200)
  return (
    <article
      {...keptFocus}
      aria-labelledby={`take-${take.id}`}
      className={cn('flex min-w-0 flex-col overflow-hidden rounded-xl border border-border bg-card', className)}
    >
      {isWordsOnly ? (
        <div className="flex min-h-32 flex-1 flex-col justify-center bg-well">
          <TakeMedia take={take} />
        </div>
      ) : (
        <div className="relative aspect-video w-full shrink-0 overflow-hidden bg-well">
          <div className="absolute inset-0">
            <TakeMedia take={take} videoRef={playhead.attach} />
          </div>
        </div>
      )}
      <div className={cn('flex flex-col gap-1.5 px-3.5 pt-3 pb-2.5', !isWordsOnly && 'flex-1')}>
        <h3 id={`take-${take.id}`} dir="auto" className="flex-1 font-normal text-sm" title={take.request.prompt}>
          <Link
            ref={link}
            href={address}
            data-entry={take.id}
            className={cn('line-clamp-2 rounded-sm hover:underline', take.request.prompt === undefined && 'text-muted-foreground')}
          >
            {title}
          </Link>
        </h3>
        <p className="truncate text-faint-foreground text-xs tabular-nums" title={facts.join(' · ')}>
          {facts.join(' · ')}
        </p>
        <div className="flex min-h-7 items-center gap-1.5">
          <Badge tone={stateTones[take.state]}>{taskStateLabels[take.state]}</Badge>
          {take.isSandbox && <Badge tone="outline">Sandbox</Badge>}
          {take.mismatch.length > 0 && (
            <Badge tone="warning" title={take.mismatch.join(' ')}>
              Not as asked<span className="sr-only">: {take.mismatch.join(' ')}</span>
            </Badge>
          )}
          <div className="ml-auto flex flex-wrap items-center justify-end gap-1">
            {take.state === 'failed' && <VendorWordsPopover take={take} />}
            {take.canCancel && (
              <Button size="sm" variant="ghost" isBusy={bound.busy === 'cancelTask'} onClick={bound.cancel}>
                Cancel
              </Button>
            )}
            {take.canRetry && <RetryButton size="sm" take={take} isBusy={bound.busy === 'retryTask'} onRetry={bound.retry} />}
            {take.state === 'unconfirmed' && (
              <SettleUnconfirmed take={take} isBusy={bound.busy === 'settleUnconfirmed'} onSettle={bound.settle} />
            )}
            {take.isSettled && (
              <ButtonLink size="sm" variant="ghost" href={`/?from=${take.id}`}>
                <Repeat2 aria-hidden />
                Use again
              </ButtonLink>
            )}
            <TakeMenu
              take={take}
              bound={bound}
              onStart={onStart}
              onGrab={() => frame.grab(playhead.read())}
              trigger={
                <Button size="icon-sm" variant="ghost">
                  <Ellipsis aria-hidden />
                  <span className="sr-only">More for this take</span>
                </Button>
              }
            />
          </div>
        </div>
      </div>
      <ChainFrameDialog take={take} grab={frame} onStart={onStart} />
    </article>
  )
}
