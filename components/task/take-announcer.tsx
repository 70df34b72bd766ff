'use client'

import { useEffect, useRef, useState } from 'react'
import { takeTitle } from '#components/task/take-words.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

const announced: Partial<Record<TaskState, string>> = {
  running: 'is being generated',
  archiving: 'is being saved',
  succeeded: 'is ready',
  failed: 'failed',
  cancelled: 'was cancelled',
  unconfirmed: 'is not confirmed by the vendor',
}

/** Says aloud, politely, when a take changes state. One per page. */
export function TakeAnnouncer({ takes }: { takes: readonly TakeView[] }) {
  const known = useRef<Map<string, TaskState> | null>(null)
  const [message, setMessage] = useState('')
  useEffect(() => {
    const before = known.current
    known.current = new Map(takes.map((take) => [take.id, take.state]))
    if (before === null) return
    const changes = takes.flatMap((take) => {
      const words = announced[take.state]
      return before.has(take.id) && before.get(take.id) !== take.state && words ? [`“${takeTitle(take, 40)}” ${words}.`] : []
    })
    if (changes.length > 0) setMessage(changes.join(' '))
  }, [takes])
  return (
    <div role="status" className="sr-only">
      {message}
    </div>
  )
}
