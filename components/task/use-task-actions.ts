'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import type { TaskActionResult, TaskActions, UnconfirmedChoice } from '#components/task/task-actions.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface BoundTaskActions {
  /** The action under way, so that its button shows it. */
  busy: keyof TaskActions | null
  cancel: () => Promise<boolean>
  retry: () => Promise<boolean>
  remove: () => Promise<boolean>
  settle: (choice: UnconfirmedChoice) => Promise<boolean>
}

/** A take's actions with their words for success and failure; each resolves to whether it worked. */
export function useTaskActions(
  take: TakeView,
  actions: TaskActions,
  on: { onChange: (take: TakeView) => void; onRemove: (id: string) => void },
): BoundTaskActions {
  const [busy, setBusy] = useState<keyof TaskActions | null>(null)
  const run = async (name: keyof TaskActions, call: () => Promise<TaskActionResult>, done: string | null): Promise<boolean> => {
    setBusy(name)
    try {
      const result = await call()
      if (!result.ok) {
        toast.error(result.message)
        return false
      }
      if (result.task) on.onChange(result.task)
      if (done) toast.success(done)
      return true
    } catch {
      toast.error('The server did not answer. Reload the page to see where the take stands.')
      return false
    } finally {
      setBusy(null)
    }
  }
  return {
    busy,
    cancel: () => run('cancelTask', () => actions.cancelTask(take.id), null),
    retry: () => run('retryTask', () => actions.retryTask(take.id), 'Sent again as a new take.'),
    remove: async () => {
      const removed = await run('deleteTask', () => actions.deleteTask(take.id), 'Take deleted.')
      if (removed) on.onRemove(take.id)
      return removed
    },
    settle: (choice) => run('settleUnconfirmed', () => actions.settleUnconfirmed(take.id, choice), null),
  }
}
