'use client'

import { useState } from 'react'
import { UnconfirmedChoices, type UnconfirmedChoicesProps } from '#components/task/unconfirmed-choices.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx'
import { vendors } from '#lib/vendors/registry.ts'

/** The same choices as on the take's page, from its card. */
export function SettleUnconfirmed({ take, isBusy, onSettle }: UnconfirmedChoicesProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { name } = vendors[take.vendor]
  return (
    <Dialog open={isOpen} onOpenChange={setIsOpen}>
      <DialogTrigger render={<Button size="sm">Settle it</Button>} />
      <DialogContent
        title="Did this take run?"
        description={`${name} never confirmed the request, so it may be running and may cost credits. Look for it in your vendor account, then say what you found.`}
      >
        <UnconfirmedChoices
          take={take}
          isBusy={isBusy}
          onSettle={async (choice) => {
            const isSettled = await onSettle(choice)
            if (isSettled) setIsOpen(false)
            return isSettled
          }}
        />
      </DialogContent>
    </Dialog>
  )
}
