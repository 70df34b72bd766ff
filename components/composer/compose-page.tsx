'use client'

import { useRef } from 'react'
import { Composer, type ComposerProps } from '#components/composer/composer.tsx'
import { Stage } from '#components/task/stage.tsx'
import type { TaskActions } from '#components/task/task-actions.ts'
import { useTakes } from '#components/task/use-takes.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface ComposePageProps extends Omit<ComposerProps, 'onSubmitted'> {
  initialTakes: readonly TakeView[]
  taskActions: TaskActions
}

/** Two panes, each with its own scroll; one column below 1024 px. */
export function ComposePage({ initialTakes, taskActions, ...composer }: ComposePageProps) {
  const live = useTakes(initialTakes)
  const stage = useRef<HTMLDivElement>(null)
  const handleSubmitted = (take: TakeView) => {
    live.putTake(take)
    const pane = stage.current
    if (!pane) return
    const isStacked = window.matchMedia('(width < 64rem)').matches
    const behavior = window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'
    if (isStacked) pane.scrollIntoView({ behavior, block: 'start' })
    else pane.scrollTo({ top: 0, behavior })
  }
  return (
    <div className="flex flex-col lg:h-full lg:flex-row">
      <div className="flex min-h-0 flex-col border-border max-lg:border-b lg:w-[420px] lg:shrink-0 lg:border-r">
        <Composer {...composer} onSubmitted={handleSubmitted} />
      </div>
      <div ref={stage} className="min-w-0 flex-1 scroll-mt-2 bg-rail lg:overflow-y-auto">
        <Stage live={live} actions={taskActions} />
      </div>
    </div>
  )
}
