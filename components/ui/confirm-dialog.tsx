'use client'

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { type ReactElement, type ReactNode, useRef, useState } from 'react'
import { Button, buttonClasses } from '#components/ui/button.tsx'
import { findHeadingsAbove, isFocusLost } from '#components/ui/heading-focus.ts'

export interface ConfirmDialogProps {
  /** The button that asks. Leave it out to control the dialog by `open`. */
  trigger?: ReactElement<Record<string, unknown>>
  open?: boolean
  onOpenChange?: (open: boolean) => void
  title: string
  description: ReactNode
  confirmLabel: string
  /** Of the button that changes nothing. */
  keepLabel?: string
  isDestructive?: boolean
  /** Where the focus goes on closing; true is where it came from. */
  finalFocus?: () => HTMLElement | boolean
  /** The dialog closes when this has settled. Without it there is nothing to confirm, only to read. */
  onConfirm: (() => Promise<void> | void) | undefined
}

export function ConfirmDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  keepLabel = 'Keep it',
  isDestructive = false,
  finalFocus,
  onConfirm,
}: ConfirmDialogProps) {
  const [ownOpen, setOwnOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const ownTrigger = useRef<HTMLButtonElement>(null)
  const headings = useRef<HTMLElement[]>([])
  const isOpen = open ?? ownOpen
  const setOpen = (next: boolean) => {
    setOwnOpen(next)
    onOpenChange?.(next)
  }
  const confirm = async () => {
    headings.current = findHeadingsAbove(ownTrigger.current)
    setIsBusy(true)
    try {
      await onConfirm?.()
    } finally {
      setIsBusy(false)
      setOpen(false)
    }
  }
  /** What was confirmed may have taken away the button that asked. */
  const findFocus = () => {
    // Asked while the page is being changed: only afterwards it is known what still stands, and whether a dialog around has found a place.
    setTimeout(() => isFocusLost() && headings.current.find((heading) => heading.isConnected)?.focus({ preventScroll: true }))
    return trigger === undefined || ownTrigger.current?.isConnected === true
  }
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={setOpen}>
      {trigger && <AlertDialog.Trigger ref={ownTrigger} render={trigger} />}
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="fixed inset-0 z-40 bg-black/55 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <AlertDialog.Popup
          finalFocus={finalFocus ?? findFocus}
          className="fixed top-1/2 left-1/2 z-50 flex w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 rounded-xl border border-border bg-popover p-5 text-foreground shadow-pop outline-none transition-[opacity,scale] duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <div className="flex flex-col gap-1.5">
            <AlertDialog.Title className="font-semibold text-lg">{title}</AlertDialog.Title>
            <AlertDialog.Description className="text-muted-foreground text-sm">{description}</AlertDialog.Description>
          </div>
          <div className="flex justify-end gap-2">
            <AlertDialog.Close className={buttonClasses({ variant: 'ghost' })}>{keepLabel}</AlertDialog.Close>
            {onConfirm && (
              <Button variant={isDestructive ? 'danger' : 'primary'} isBusy={isBusy} onClick={confirm}>
                {confirmLabel}
              </Button>
            )}
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
