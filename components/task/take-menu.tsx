'use client'

import { CircleX, Download, ExternalLink, Repeat2, RotateCcw, Share2, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type ReactElement, useRef, useState } from 'react'
import { findFocusBeside } from '#components/shell/entry-focus.ts'
import { ChainMenuItems } from '#components/task/chain-menu-items.tsx'
import { retryQuestion } from '#components/task/retry-button.tsx'
import { deletionWords } from '#components/task/take-words.ts'
import type { BoundTaskActions } from '#components/task/use-task-actions.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Menu, MenuContent, MenuItem, MenuLinkItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx'
import type { ChainStart } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface TakeMenuProps {
  take: TakeView
  trigger: ReactElement<Record<string, unknown>>
  bound: BoundTaskActions
  /** Where the composer stands beside the take. */
  onStart?: ((start: ChainStart) => void) | undefined
  /** Where there is a player whose playhead says which frame. */
  onGrab?: (() => void) | undefined
}

/** What can be done with a take of a list, in whatever state it is. */
export function TakeMenu({ take, trigger, bound, onStart, onGrab }: TakeMenuProps) {
  const [asked, setAsked] = useState<'retry' | 'delete' | null>(null)
  const [isAsking, setIsAsking] = useState(false)
  const focusNext = useRef<HTMLElement | null>(null)
  const ask = (what: 'retry' | 'delete') => {
    setAsked(what)
    setIsAsking(true)
  }
  const remove = async () => {
    // The card, and this dialog with it, is gone before the answer is back here.
    focusNext.current = findFocusBeside(take.id)
    if (!(await bound.remove())) focusNext.current = null
  }
  return (
    <>
      <Menu>
        <MenuTrigger render={trigger} />
        <MenuContent align="end">
          <MenuLinkItem render={<Link href={`/tasks/${take.id}`} prefetch={false} />}>
            <ExternalLink aria-hidden />
            Open
          </MenuLinkItem>
          {take.video && (
            <>
              <MenuLinkItem href={`${take.video.url}?download=1`} download>
                <Download aria-hidden />
                Download
              </MenuLinkItem>
              <MenuLinkItem render={<Link href={`/tasks/${take.id}?share=1`} prefetch={false} />}>
                <Share2 aria-hidden />
                Share
              </MenuLinkItem>
              <MenuSeparator />
              <ChainMenuItems take={take} onStart={onStart} onGrab={onGrab} />
            </>
          )}
          <MenuSeparator />
          <MenuLinkItem render={<Link href={`/?from=${take.id}`} prefetch={false} />}>
            <Repeat2 aria-hidden />
            Use again
          </MenuLinkItem>
          {take.canRetry && (
            <MenuItem disabled={bound.busy !== null} onClick={() => (take.isRetryFree ? void bound.retry() : ask('retry'))}>
              <RotateCcw aria-hidden />
              Retry
            </MenuItem>
          )}
          {take.canCancel && (
            <MenuItem disabled={bound.busy !== null} onClick={() => void bound.cancel()}>
              <CircleX aria-hidden />
              Cancel
            </MenuItem>
          )}
          {take.isSettled && (
            <>
              <MenuSeparator />
              <MenuItem isDestructive onClick={() => ask('delete')}>
                <Trash2 aria-hidden />
                Delete
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      {asked === 'retry' && (
        <ConfirmDialog
          open={isAsking}
          onOpenChange={setIsAsking}
          {...retryQuestion(take)}
          onConfirm={async () => {
            await bound.retry()
          }}
        />
      )}
      {asked === 'delete' && (
        <ConfirmDialog
          open={isAsking}
          onOpenChange={setIsAsking}
          title="Delete this take?"
          description={deletionWords(take)}
          confirmLabel="Delete"
          isDestructive
          finalFocus={() => focusNext.current ?? true}
          onConfirm={remove}
        />
      )}
    </>
  )
}
