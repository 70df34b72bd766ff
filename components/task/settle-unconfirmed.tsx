'use client'

import { useRef, useState } from 'react'
import { findEntry } from '#components/shell/entry-focus.ts'
import { takeTitle } from '#components/task/take-words.ts'
import { UnconfirmedChoices, type UnconfirmedChoicesProps } from '#components/task/unconfirmed-choices.tsx'
import { unconfirmedWords } from '#components/task/unconfirmed-words.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx'
import { vendors } from '#lib/vendors/registry.ts'

/** The same choices as on the take's page, from its card. */
export function SettleUnconfirmed({ take, isBusy, onSettle }: UnconfirmedChoicesProps) {
  const [isOpen, setIsOpen] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const { name } = vendors[take.vendor]
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger ref={trigger} render={<Button size="sm">Settle it</Button>} />
      <DialogContent
        // A choice takes the button away that opened this.
        finalFocus={() => (trigger.current?.isConnected ? true : findEntry(take.id))}
        title="Did this take run?"
        description={`${name}${take.isSandbox ? '’s sandbox' : ''} never confirmed the request. ${unconfirmedWords(take).lead}`}
      >
        <p dir="auto" className="line-clamp-3 break-words">
          {takeTitle(take, 300)}
        </p>
        <UnconfirmedChoices
          take={take}
          isBusy={isBusy}
          onSettle={async (choice) => {
            const result = await onSettle(choice)
            if (result.ok) setIsOpen(false)
            return result
          }}
        />
      </DialogContent>
    </Dialog>
  )
}
