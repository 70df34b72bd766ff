'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { toast } from 'sonner'
import { tellOtherTabs } from '#components/shell/other-tabs.ts'
import { askWhoseSession } from '#components/shell/page-account.ts'
import type { TaskActionResult, TaskActions, UnconfirmedChoice } from '#components/task/task-actions.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface BoundTaskActions {
  /** The action under way, so that its button shows it. */
  busy: keyof TaskActions | null
  cancel: () => Promise<boolean>
  retry: () => Promise<boolean>
  remove: () => Promise<boolean>
  /** Of a task's id that was refused, the caller tells why. */
  settle: (choice: UnconfirmedChoice) => Promise<TaskActionResult>
}

/** A take's actions with their words for success and failure; each resolves to whether it worked. */
export function useTaskActions(
  take: TakeView,
  actions: TaskActions,
  on: { onChange: (take: TakeView) => void; onRemove: (id: string) => void; followsRetry?: boolean },
): BoundTaskActions {
  const router = useRouter()
  const [busy, setBusy] = useState<keyof TaskActions | null>(null)
  const ask = async (name: keyof TaskActions, call: () => Promise<TaskActionResult>): Promise<TaskActionResult> => {
    setBusy(name)
    try {
      const result = await call()
      if (result.ok) tellOtherTabs('takes', null)
      else void askWhoseSession()
      if (result.ok && result.task) on.onChange(result.task)
      return result
    } catch {
      return { ok: false, message: 'The server did not answer. Reload the page to see where the take stands.' }
    } finally {
      setBusy(null)
    }
  }
  const run = async (name: keyof TaskActions, call: () => Promise<TaskActionResult>, done: string | null): Promise<boolean> => {
    const result = await ask(name, call)
    if (!result.ok) toast.error(result.message)
    else if (done) toast.success(done)
    return result.ok
  }
  return {
    busy,
    cancel: () => run('cancelTask', () => actions.cancelTask(take.id), null),
    retry: async () => {
      const result = await ask('retryTask', () => actions.retryTask(take.id))
      if (!result.ok) toast.error(result.message)
      else {
        const id = result.task?.id
        // In a list the new take may be out of sight.
        const action = id === undefined || on.followsRetry ? undefined : { label: 'Show', onClick: () => router.push(`/tasks/${id}`) }
        toast.success('Sent again as a new take.', { action })
      }
      return result.ok
    },
    remove: async () => {
      const removed = await run('deleteTask', () => actions.deleteTask(take.id), 'Take deleted.')
      if (removed) on.onRemove(take.id)
      return removed
    },
    settle: async (choice) => {
      const result = await ask('settleUnconfirmed', () => actions.settleUnconfirmed(take.id, choice))
      if (!result.ok && choice.kind !== 'attach') toast.error(result.message)
      return result
    },
  }
}
