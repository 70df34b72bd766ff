'use client'

import { RotateCcw } from 'lucide-react'
import { creditsWords } from '#components/task/take-words.ts'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { wasNeverCharged } from '#lib/generation/charged-credits.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface RetryButtonProps {
  take: TakeView
  isBusy: boolean
  onRetry: () => void
  size?: 'sm'
  isPrimary?: boolean
}

/** Asked before real money is spent again. */
export function retryQuestion(take: TakeView) {
  const cost = take.isSandbox ? 'made by the sandbox' : creditsWords(take.credits)
  const charges = take.isSandbox || wasNeverCharged({ ...take, failureCode: take.failure?.code ?? null }) ? 'charges' : 'charges anew'
  return {
    title: 'Send this request again?',
    description: `It becomes a new take, which ${vendors[take.vendor].name} ${charges}${cost === null ? '' : ` (this one: ${cost})`}.`,
    confirmLabel: 'Send again',
  }
}

/** A retry is a new take that the vendor charges again: where that is real money, it takes a second press. */
export function RetryButton({ take, isBusy, onRetry, size, isPrimary = false }: RetryButtonProps) {
  const look = { ...(size && { size }), ...(isPrimary && { variant: 'primary' as const }) }
  const label = (
    <>
      <RotateCcw aria-hidden />
      Retry
    </>
  )
  if (take.isRetryFree) {
    return (
      <Button {...look} isBusy={isBusy} onClick={onRetry}>
        {label}
      </Button>
    )
  }
  return (
    <ConfirmDialog
      trigger={
        <Button {...look} isBusy={isBusy}>
          {label}
        </Button>
      }
      {...retryQuestion(take)}
      onConfirm={async () => onRetry()}
    />
  )
}
