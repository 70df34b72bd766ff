'use client'

import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Progress } from '#components/ui/progress.tsx'
import { isTransferKey, type Transfer } from '#components/uploads/transfer-queue.ts'
import { transfers } from '#components/uploads/transfers.ts'
import { useTransfer } from '#components/uploads/use-transfer.ts'

/** How far a file is on its way, in the line of its facts. */
export function TransferWords({ reference }: { reference: DraftReference }) {
  const transfer = useTransfer(reference.key)
  const words = transfer && stageWords(transfer)
  return words ? <span className="text-muted-foreground">{words} · </span> : null
}

/** The same as a bar at the foot of the tile, which takes no room: nothing jumps when it has arrived. */
export function TransferBar({ reference, name }: { reference: DraftReference; name: string }) {
  const transfer = useTransfer(reference.key)
  if (transfer === null || transfer.stage === 'done' || transfer.stage === 'failed') return null
  const { stage, progress } = transfer
  return (
    <div className="absolute inset-x-1.5 bottom-0.5">
      <Progress value={stage === 'arrived' || stage === 'waiting' ? null : progress} label={`Sending ${name}`} className="[&>*]:h-0.5" />
    </div>
  )
}

export interface TransferNoteProps {
  reference: DraftReference
  name: string
  /** Opens the system's dialog to bring a file again. */
  onPick: () => void
}

/** What a person should know or do about a file on its way; nothing while all goes well. */
export function TransferNote({ reference, name, onPick }: TransferNoteProps) {
  const transfer = useTransfer(reference.key)
  if (transfer === null) {
    if (!isTransferKey(reference.upload)) return null
    return (
      <Problem action="Choose it again" onAction={onPick}>
        It was not all sent when the page was closed. Choose “{name}” again, and it goes on where it stopped.
      </Problem>
    )
  }
  const { key, stage, progress, message, wasKnown } = transfer
  if (stage === 'failed') {
    return (
      <Problem action="Try again" onAction={() => transfers.retry(key)}>
        {message}
      </Problem>
    )
  }
  if (stage === 'paused') {
    return (
      <Problem action="Try now" onAction={() => transfers.retry(key)} isWarning>
        The connection broke at {percent(progress)}. It goes on by itself from there.
      </Problem>
    )
  }
  return stage === 'done' && wasKnown ? (
    <p className="flex items-center gap-1 text-2xs text-success">
      <Check aria-hidden className="size-3" />
      Already in your library: nothing was sent.
    </p>
  ) : null
}

interface ProblemProps {
  action: string
  onAction: () => void
  /** It mends itself. */
  isWarning?: boolean
  children: ReactNode
}

function Problem({ action, onAction, isWarning = false, children }: ProblemProps) {
  return (
    <div className={cn('flex flex-wrap items-center gap-x-2 gap-y-1 text-xs', isWarning ? 'text-warning' : 'text-danger')}>
      <p role={isWarning ? 'status' : 'alert'} className="min-w-0 break-words">
        {children}
      </p>
      <Button size="xs" variant="outline" className="h-5.5 font-normal" onClick={onAction}>
        {action}
      </Button>
    </div>
  )
}

function stageWords({ stage, progress }: Transfer): string | null {
  if (stage === 'waiting') return 'Waits its turn'
  if (stage === 'reading') return `Reading, ${percent(progress)}`
  if (stage === 'sending') return `Sending, ${percent(progress)}`
  return stage === 'arrived' ? 'Being looked at' : null
}

function percent(progress: number): string {
  return `${Math.floor(progress * 100)} %`
}
