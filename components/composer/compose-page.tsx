'use client'

import { useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import { Composer, type ComposerProps } from '#components/composer/composer.tsx'
import type { TakeStart } from '#components/composer/start-from-take.ts'
import { tellOtherTabs } from '#components/shell/other-tabs.ts'
import { Stage } from '#components/task/stage.tsx'
import type { TaskActions } from '#components/task/task-actions.ts'
import { useLatestTakes } from '#components/task/use-latest-takes.ts'
import { useTakes } from '#components/task/use-takes.ts'
import type { ChainStart } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface ComposePageProps extends Omit<ComposerProps, 'onSubmitted' | 'takeStart'> {
  initialTakes: readonly TakeView[]
  taskActions: TaskActions
  /** What the page's address asks to begin with; the take is null when it is not there. */
  initialStart: (Pick<TakeStart, 'kind' | 'at'> & { take: TakeView | null }) | null
  /** What the address asks for and cannot be had, a sentence each. */
  unmet: readonly string[]
}

/** Two panes, each with its own scroll; one column below 1024 px. */
export function ComposePage({ initialTakes, taskActions, initialStart, unmet, ...composer }: ComposePageProps) {
  const live = useTakes(useLatestTakes(initialTakes))
  const [start, setStart] = useState<TakeStart | null>(null)
  useEffect(() => {
    if (initialStart === null) return
    const { take } = initialStart
    if (take?.video) setStart({ ...initialStart, take })
    else if (take) toast.error('This take has no video yet, so nothing can start from it.')
    // A reload must bring back what was made of it, not the start again.
    window.history.replaceState(null, '', window.location.pathname)
  }, [initialStart])
  useEffect(() => {
    if (unmet.length === 0) return
    for (const words of unmet) toast.error(words, { id: words })
    window.history.replaceState(null, '', window.location.pathname)
  }, [unmet])
  const handleStart = ({ taskId, kind, at }: ChainStart) => {
    const take = live.takes.find((one) => one.id === taskId)
    if (take) setStart({ take, kind, at })
  }
  const stage = useRef<HTMLDivElement>(null)
  const handleSubmitted = (take: TakeView) => {
    live.putTake(take)
    tellOtherTabs('takes', null)
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
        <Composer {...composer} takeStart={start} onSubmitted={handleSubmitted} />
      </div>
      <div ref={stage} className="min-w-0 flex-1 scroll-mt-2 bg-rail lg:overflow-y-auto">
        <Stage live={live} actions={taskActions} onStart={handleStart} />
      </div>
    </div>
  )
}
