import Link from 'next/link'
import { useId } from 'react'
import { promptTitle, stateTones } from '#components/task/take-words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ActivityTask } from '#lib/generation/activity-view.ts'
import { taskStateLabels } from '#lib/generation/task-state.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface TaskListProps {
  title: string
  description?: string | undefined
  tasks: readonly ActivityTask[]
  emptyWords: string
}

export function TaskList({ title, description, tasks, emptyWords }: TaskListProps) {
  const titleId = useId()
  return (
    <section aria-labelledby={titleId} className="flex flex-col gap-3">
      <header className="flex flex-col gap-0.5">
        <h2 id={titleId} className="font-semibold text-lg">
          {title}
        </h2>
        {description && <p className="text-muted-foreground text-sm">{description}</p>}
      </header>
      {tasks.length === 0 ? (
        <p className="text-muted-foreground text-sm">{emptyWords}</p>
      ) : (
        <ul className="divide-y divide-border rounded-xl border border-border bg-card">
          {tasks.map((task) => (
            <li key={task.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5 text-sm">
              <Badge tone={stateTones[task.state]}>{taskStateLabels[task.state]}</Badge>
              <span className="font-medium">
                {vendors[task.vendor].name}
                {task.isSandbox && <span className="font-normal text-muted-foreground"> (sandbox)</span>}
              </span>
              <span className="text-muted-foreground">{task.isOwn ? 'yours' : task.maker}</span>
              <span className="text-muted-foreground">
                {task.submittedAt === null ? 'asked for ' : 'sent '}
                <Time at={task.submittedAt ?? task.createdAt} />
              </span>
              {task.isOwn && (
                <Link
                  href={`/tasks/${task.id}`}
                  dir="auto"
                  className="min-w-0 break-words rounded-sm text-accent underline-offset-4 hover:underline"
                >
                  <span className="sr-only">Open </span>
                  {promptTitle(task.prompt)}
                </Link>
              )}
              <span className="ml-auto select-all break-all font-mono text-faint-foreground text-xs max-md:ml-0 max-md:basis-full">
                {task.traceId === null ? task.id : `${task.id} · trace ${task.traceId}`}
              </span>
              {task.note !== null && <p className="basis-full text-muted-foreground">{task.note}</p>}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
