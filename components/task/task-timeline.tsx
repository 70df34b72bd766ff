import { cn } from '#components/ui/cn.ts'
import { Time } from '#components/ui/time.tsx'
import type { TaskEventView } from '#lib/generation/task-view.ts'

const tones: Record<string, string> = {
  succeeded: 'bg-success',
  failed: 'bg-danger',
  unconfirmed: 'bg-warning',
  check_failed: 'bg-warning',
  archive_failed: 'bg-warning',
}

/** What happened, oldest first. */
export function TaskTimeline({ events }: { events: readonly TaskEventView[] }) {
  return (
    <ol className="flex flex-col">
      {events.map((event, index) => (
        <li key={event.id} className="relative flex gap-3 pb-3 last:pb-0">
          {index < events.length - 1 && <span aria-hidden className="absolute top-3 bottom-[-5px] left-[3px] w-px bg-border" />}
          <span aria-hidden className={cn('mt-[7px] size-[7px] shrink-0 rounded-full', tones[event.type] ?? 'bg-border-strong')} />
          <div className="flex min-w-0 flex-1 justify-between gap-x-3">
            {/* Why it failed stands beside the take, with what to do about it. */}
            <span className="min-w-0">{event.type === 'failed' ? 'Failed.' : event.message}</span>
            <Time at={event.at} format="second" className="shrink-0 text-muted-foreground text-xs leading-5 tabular-nums" />
          </div>
        </li>
      ))}
    </ol>
  )
}
