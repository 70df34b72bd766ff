import { cn } from '#components/ui/cn.ts'
import { type TaskState, taskStateLabels } from '#lib/generation/task-state.ts'

const colors: Record<TaskState, string> = {
  queued: 'bg-muted-foreground',
  submitting: 'bg-accent animate-sheen',
  unconfirmed: 'bg-warning',
  running: 'bg-accent animate-sheen',
  archiving: 'bg-accent animate-sheen',
  succeeded: 'bg-success',
  failed: 'bg-danger',
  cancelled: 'border border-muted-foreground',
}

/** The state in a line of small type: a dot and its word. */
export function StateDot({ state, className }: { state: TaskState; className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap', className)}>
      <span aria-hidden className={cn('size-1.5 rounded-full', colors[state])} />
      {taskStateLabels[state]}
    </span>
  )
}
