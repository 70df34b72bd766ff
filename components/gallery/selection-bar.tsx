'use client'

import { Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import { deleteInParts } from '#components/gallery/delete-in-parts.ts'
import { takesInWords } from '#components/gallery/takes-in-words.ts'
import { takeTitle } from '#components/task/take-words.ts'
import type { DeleteTasks } from '#components/task/task-actions.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { findPageTitle } from '#components/ui/heading-focus.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface SelectionBarProps {
  /** The takes that are selected. */
  selected: readonly TakeView[]
  loadedCount: number
  hasMore: boolean
  deleteTasks: DeleteTasks
  isAsking: boolean
  onAsk: (isAsking: boolean) => void
  onSelectAll: () => void
  onSelectNone: () => void
  onGone: (ids: readonly string[]) => void
  /** All that was selected is gone. */
  onEnd: () => void
  onDone: () => void
}

/** What can be done with the selected takes. It lies over the page's foot, so no tile moves when it comes. */
export function SelectionBar(props: SelectionBarProps) {
  const { selected, loadedCount, hasMore, deleteTasks, isAsking, onAsk, onSelectAll, onSelectNone, onGone, onEnd, onDone } = props
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null)
  const [refused, setRefused] = useState<{ id: string; title: string; message: string }[]>([])
  const isStopped = useRef(false)
  const isOver = useRef(false)
  const deletable = selected.filter((take) => take.isSettled)
  const isAll = selected.length === loadedCount
  const stayCount = selected.length - deletable.length

  const remove = async () => {
    const titles = new Map(selected.map((take) => [take.id, takeTitle(take, 40)]))
    let done = 0
    isStopped.current = false
    setProgress({ done, of: deletable.length })
    const report = await deleteInParts(
      deleteTasks,
      deletable.map((take) => take.id),
      {
        onGone: (ids) => {
          done += ids.length
          setProgress({ done, of: deletable.length })
          onGone(ids)
        },
        isStopped: () => isStopped.current,
      },
    )
    setProgress(null)
    setRefused(report.refused.map(({ id, message }) => ({ id, message, title: titles.get(id) ?? id })))
    const words = `${takesInWords(report.goneIds.length)} deleted`
    if (report.problem !== null) toast.error(`${words}, then it stopped. ${report.problem} Reload the page to see what is left.`)
    else toast.success(`${words}.`)
    isOver.current = report.problem === null && report.goneIds.length === selected.length
    if (isOver.current) onEnd()
  }
  const close = (isOpen: boolean) => {
    isStopped.current = true
    onAsk(isOpen)
  }

  return (
    <section
      aria-label="Selected takes"
      className="fixed inset-x-3 bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 mx-auto flex w-fit max-w-[calc(100vw-1.5rem)] flex-col gap-2 rounded-xl border border-border-strong bg-popover p-2 shadow-pop md:bottom-5 md:left-[calc(76px+0.75rem)]"
    >
      {refused.length > 0 && (
        <Callout tone="warning" role="alert" className="max-w-lg" title={`${takesInWords(refused.length)} could not be deleted.`}>
          <ul className="flex max-h-32 flex-col gap-0.5 overflow-y-auto">
            {refused.map(({ id, title, message }) => (
              <li key={id}>
                “{title}”: {message}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      <div className="flex flex-wrap items-center justify-center gap-x-2 gap-y-1.5">
        <p role="status" className="px-2 text-sm tabular-nums max-sm:basis-full max-sm:text-center">
          {selected.length === 0 ? 'Nothing selected yet' : `${takesInWords(selected.length)} selected`}
          {stayCount > 0 && <span className="text-muted-foreground"> · {stayCount} not finished</span>}
        </p>
        <Button size="sm" variant="ghost" onClick={isAll ? onSelectNone : onSelectAll}>
          {isAll ? 'Select none' : `Select all ${loadedCount.toLocaleString('en')}${hasMore ? ' loaded' : ''}`}
        </Button>
        <Button size="sm" variant="danger-ghost" aria-disabled={selected.length === 0} onClick={() => selected.length > 0 && onAsk(true)}>
          <Trash2 aria-hidden />
          Delete
        </Button>
        <Button size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={close}
        title={questionOf(deletable.length, progress)}
        description={
          progress === null ? (
            <>
              {deletable.length > 0 &&
                'They go, with their saved videos, posters and share links. What they cost stays in Spend. This cannot be undone.'}
              {stayCount > 0 && ` ${stayWords(stayCount)}`}
            </>
          ) : (
            <span role="status">
              {progress.done} of {progress.of} are gone.
            </span>
          )
        }
        keepLabel={progress !== null ? 'Stop' : deletable.length === 0 ? 'Close' : 'Keep them'}
        // With the last of them the bar is gone too.
        finalFocus={() => (isOver.current ? (findPageTitle() ?? true) : true)}
        confirmLabel="Delete"
        isDestructive
        onConfirm={deletable.length === 0 && progress === null ? undefined : remove}
      />
    </section>
  )
}

function questionOf(count: number, progress: { of: number } | null): string {
  if (progress !== null) return `Deleting ${takesInWords(progress.of)}`
  return count === 0 ? 'None of these can be deleted yet' : `Delete ${takesInWords(count)}?`
}

function stayWords(count: number): string {
  return count === 1
    ? 'One is not finished or not settled yet and stays: cancel or settle it first.'
    : `${count} are not finished or not settled yet and stay: cancel or settle them first.`
}
