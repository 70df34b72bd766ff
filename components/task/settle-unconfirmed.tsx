'use client'

import { useState } from 'react'
import type { UnconfirmedChoice } from '#components/task/task-actions.ts'
import { UnconfirmedFacts } from '#components/task/unconfirmed-facts.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface SettleUnconfirmedProps {
  vendorName: string
  /** Where the account's tasks can be seen, if the vendor has such a page. */
  consoleUrl: string | null
  take: TakeView
  isBusy: boolean
  onSettle: (choice: UnconfirmedChoice) => Promise<boolean>
}

/** The three ways out of a request that was never confirmed. Only a person may choose: one of them can cost money twice. */
export function SettleUnconfirmed({ vendorName, consoleUrl, take, isBusy, onSettle }: SettleUnconfirmedProps) {
  const [isOpen, setIsOpen] = useState(false)
  const [vendorTaskId, setVendorTaskId] = useState('')
  const [idError, setIdError] = useState<string | null>(null)
  const choose = async (choice: UnconfirmedChoice) => {
    if (await onSettle(choice)) setIsOpen(false)
  }
  const attach = () => {
    const id = vendorTaskId.trim()
    if (id === '') setIdError(`Enter the task’s id as ${vendorName} shows it.`)
    else void choose({ kind: 'attach', vendorTaskId: id })
  }
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger render={<Button size="sm">Settle it</Button>} />
      <DialogContent
        title="Did this take run?"
        description={`${vendorName} never confirmed the request, so it may be running and may cost credits. Look for it in your vendor account, then say what you found.`}
      >
        {consoleUrl && (
          <a className="text-accent text-sm underline-offset-4 hover:underline" href={consoleUrl} target="_blank" rel="noreferrer">
            Open your tasks at {vendorName}
          </a>
        )}
        <UnconfirmedFacts take={take} />
        <div className="flex flex-col gap-3 rounded-lg border border-border p-3">
          <Field label="It ran: the vendor’s task id" error={idError}>
            <Input
              value={vendorTaskId}
              onChange={(event) => {
                setVendorTaskId(event.target.value)
                setIdError(null)
              }}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <Button variant="primary" className="self-start" isBusy={isBusy} onClick={attach}>
            Attach it to this take
          </Button>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span>It did not run.</span>
          <Button isBusy={isBusy} onClick={() => choose({ kind: 'send_again' })}>
            Send again
          </Button>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
          <span>I do not need it any more.</span>
          <Button variant="ghost" isBusy={isBusy} onClick={() => choose({ kind: 'forget' })}>
            Forget it
          </Button>
        </div>
      </DialogContent>
    </Dialog>
  )
}
