'use client'

import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import type { TaskActionResult, UnconfirmedChoice } from '#components/task/task-actions.ts'
import { UnconfirmedFacts } from '#components/task/unconfirmed-facts.tsx'
import { unconfirmedWords } from '#components/task/unconfirmed-words.ts'
import { Button, buttonClasses } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface UnconfirmedChoicesProps {
  take: TakeView
  isBusy: boolean
  /** A choice that was refused is told here only for a task's id, which has a field to stand at. */
  onSettle: (choice: UnconfirmedChoice) => Promise<TaskActionResult>
}

/** The three ways out of a request that was never confirmed. Only a person may choose: one of them can cost money twice. */
export function UnconfirmedChoices({ take, isBusy, onSettle }: UnconfirmedChoicesProps) {
  const vendor = vendors[take.vendor]
  const words = unconfirmedWords(take)
  const [vendorTaskId, setVendorTaskId] = useState('')
  const [idError, setIdError] = useState<string | null>(null)
  const attach = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    const id = vendorTaskId.trim()
    if (id === '') setIdError(`Enter the task’s id as ${vendor.name} shows it.`)
    else if (/\s/.test(id) || id.length > 200) setIdError('A task id has no spaces and at most 200 characters.')
    else {
      const result = await onSettle({ kind: 'attach', vendorTaskId: id })
      if (!result.ok) setIdError(result.message)
    }
  }
  return (
    <div className="flex flex-col gap-4">
      {!take.isSandbox &&
        (vendor.consoleUrl ? (
          <a
            href={vendor.consoleUrl}
            target="_blank"
            rel="noreferrer"
            className={buttonClasses({ variant: 'link', className: 'mt-1 self-start' })}
          >
            <ExternalLink aria-hidden />
            Open your tasks at {vendor.name}
          </a>
        ) : (
          <p className="text-muted-foreground">The address of {vendor.name}’s console is not known here; open it as you usually do.</p>
        ))}
      <UnconfirmedFacts take={take} />
      <ol className="flex flex-col divide-y divide-border rounded-lg border border-border bg-background">
        <li className="flex flex-col gap-2 p-3.5">
          <p className="font-medium">It ran</p>
          <p className="text-muted-foreground">{words.ran}</p>
          <form onSubmit={attach} className="flex flex-wrap items-start gap-2">
            <Field label={take.isSandbox ? 'The sandbox’s task id' : 'The vendor’s task id'} error={idError} className="min-w-48 flex-1">
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
            <Button type="submit" variant="primary" isBusy={isBusy} className="sm:mt-6">
              Attach this task
            </Button>
          </form>
        </li>
        <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3.5">
          <div className="flex min-w-56 flex-1 flex-col gap-0.5">
            <p className="font-medium">It did not run</p>
            <p className="text-muted-foreground">{words.sendAgain}</p>
          </div>
          <ConfirmDialog
            trigger={<Button isBusy={isBusy}>Send again</Button>}
            title="Send it again?"
            description={words.confirmSendAgain}
            confirmLabel="Send again"
            onConfirm={async () => {
              await onSettle({ kind: 'send_again' })
            }}
          />
        </li>
        <li className="flex flex-wrap items-center gap-x-4 gap-y-2 p-3.5">
          <div className="flex min-w-56 flex-1 flex-col gap-0.5">
            <p className="font-medium">It does not matter any more</p>
            <p className="text-muted-foreground">{words.forget}</p>
          </div>
          <Button variant="ghost" isBusy={isBusy} onClick={() => void onSettle({ kind: 'forget' })}>
            Forget it
          </Button>
        </li>
      </ol>
    </div>
  )
}
