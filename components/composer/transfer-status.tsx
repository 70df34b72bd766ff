'use client'

import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { sizeWords } from '#components/composer/reference-facts.ts'
import { Button } from '#components/ui/button.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { isTransferKey, type Transfer } from '#components/uploads/transfer-queue.ts'
import { transfers } from '#components/uploads/transfers.ts'
import { useTransfer } from '#components/uploads/use-transfer.ts'

export interface TransferStatusProps {
  reference: DraftReference
  name: string
  /** Opens the system's dialog to bring a file again. */
  onPick: () => void
}

/** How far a file is on its way; nothing once it has arrived. */
export function TransferStatus({ reference, name, onPick }: TransferStatusProps) {
  const transfer = useTransfer(reference.key)
  if (transfer === null) {
    if (!isTransferKey(reference.upload)) return null
    return (
      <Problem action="Choose it again" onAction={onPick}>
        It was not all sent when the page was closed. Choose “{name}” again, and it goes on where it stopped.
      </Problem>
    )
  }
  const { stage, progress, message, wasKnown } = transfer
  if (stage === 'done') {
    return wasKnown ? (
      <p className="flex items-center gap-1 text-2xs text-success">
        <Check aria-hidden className="size-3" />
        Already in your library: nothing was sent.
      </p>
    ) : null
  }
  if (stage === 'failed') {
    return (
      <Problem action="Try again" onAction={() => transfers.retry(transfer.key)}>
        {message}
      </Problem>
    )
  }
  return (
    <div className="flex flex-col gap-1">
      <Progress value={stage === 'arrived' || stage === 'waiting' ? null : progress} label={`Sending ${name}`} />
      <p className="flex items-center gap-2 text-2xs text-muted-foreground tabular-nums">
        <span className="min-w-0 flex-1">{stageWords(transfer)}</span>
        {stage === 'paused' && (
          <Button size="xs" variant="outline" className="h-5.5" onClick={() => transfers.retry(transfer.key)}>
            Try now
          </Button>
        )}
      </p>
    </div>
  )
}

function Problem({ action, onAction, children }: { action: string; onAction: () => void; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-danger text-xs">
      <p role="alert" className="min-w-0 break-words">
        {children}
      </p>
      <Button size="xs" variant="outline" className="h-5.5 font-normal" onClick={onAction}>
        {action}
      </Button>
    </div>
  )
}

function stageWords({ stage, progress, file }: Transfer): string {
  const share = `${Math.floor(progress * 100)} %`
  if (stage === 'waiting') return 'Waits for its turn'
  if (stage === 'reading') return `Reading, ${share}`
  if (stage === 'paused') return `The connection broke at ${share}. It goes on by itself.`
  if (stage === 'arrived') return 'Arrived, now being looked at'
  return `Sending, ${share} of ${sizeWords(file.size)}`
}
