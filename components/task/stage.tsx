'use client'

import { Clapperboard, WifiOff } from 'lucide-react'
import { useCallback } from 'react'
import { TakeAnnouncer } from '#components/task/take-announcer.tsx'
import { TakeCard } from '#components/task/take-card.tsx'
import type { TaskActions } from '#components/task/task-actions.ts'
import type { LiveTakes } from '#components/task/use-takes.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import type { ChainStart } from '#lib/generation/take-chain.ts'

export interface StageProps {
  live: LiveTakes
  actions: TaskActions
  onStart: (start: ChainStart) => void
}

/** The takes at hand, newest first. */
export function Stage({ live, actions, onStart }: StageProps) {
  const { takes, putTake, removeTakes, isOffline } = live
  const removeTake = useCallback((id: string) => removeTakes([id]), [removeTakes])
  const onTheWay = takes.filter((take) => !take.isSettled && take.state !== 'unconfirmed').length
  const undecided = takes.filter((take) => take.state === 'unconfirmed').length
  const counts = [onTheWay > 0 && `${onTheWay} on the way`, undecided > 0 && `${undecided} ${undecided === 1 ? 'needs' : 'need'} you`]
  return (
    <section aria-labelledby="stage-title" className="flex min-h-full flex-col gap-4 p-4 md:p-6">
      <header className="flex h-8 items-center gap-3">
        <h2 id="stage-title" className="font-semibold text-base">
          Takes
        </h2>
        <span className="text-muted-foreground text-xs tabular-nums empty:hidden">
          {counts.filter((words) => words !== false).join(' · ')}
        </span>
        {isOffline && (
          <span role="status" className="flex items-center gap-1.5 text-warning text-xs">
            <WifiOff aria-hidden className="size-3.5" />
            No connection; looking again soon
          </span>
        )}
        {takes.length > 0 && (
          <ButtonLink href="/gallery" variant="ghost" size="sm" className="ml-auto">
            All takes
          </ButtonLink>
        )}
      </header>
      {takes.length === 0 ? (
        <EmptyState icon={<Clapperboard />} title="No takes yet" className="flex-1">
          Write a prompt, choose where it runs, and press Generate. The take appears here at once; when it lands, it can be played in place.
        </EmptyState>
      ) : (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,24rem),1fr))] gap-4">
          {takes.map((take) => (
            <TakeCard key={take.id} take={take} actions={actions} onChange={putTake} onRemove={removeTake} onStart={onStart} />
          ))}
        </div>
      )}
      <TakeAnnouncer takes={takes} />
    </section>
  )
}
