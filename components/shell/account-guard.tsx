'use client'

import { UserX } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { useCallback, useEffect, useRef } from 'react'
import { hearOtherTabs, tellOtherTabs } from '#components/shell/other-tabs.ts'
import { accountStand, askWhoseSession, beginPage, mayKeep, noteSignOut, useAccountStand } from '#components/shell/page-account.ts'
import { useChangesElsewhere } from '#components/shell/use-changes-elsewhere.ts'
import { Button, buttonClasses } from '#components/ui/button.tsx'

/**
 * Says so when another tab has signed somebody else in or the session is over. It stands before the rest of the page, whose first requests
 * name its account.
 */
export function AccountGuard({ account }: { account: string }) {
  const stand = useAccountStand()
  useEffect(() => {
    // Rendered again for somebody else, around what is in memory of the one before.
    if (!beginPage(account)) window.location.reload()
    tellOtherTabs('account', account)
    const stops = [
      hearOtherTabs('account', (theirs) => {
        if (theirs !== account || accountStand() !== 'same') void askWhoseSession()
      }),
      hearOtherTabs('signedOut', (who) => {
        if (who === account) noteSignOut()
        void askWhoseSession()
      }),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [account])
  useChangesElsewhere(useCallback(() => void askWhoseSession(), []))
  const path = usePathname()
  const askedAt = useRef(path)
  useEffect(() => {
    if (askedAt.current === path) return
    askedAt.current = path
    void askWhoseSession()
  }, [path])
  if (stand === 'same') return null
  return (
    <div
      role="alert"
      className="fixed inset-x-4 top-14 z-50 mx-auto flex max-w-lg flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-warning/25 bg-popover px-4 py-3 text-sm shadow-lg md:top-4"
    >
      <UserX aria-hidden className="size-4 shrink-0 text-warning" />
      <p className="min-w-0 flex-1 basis-40">{wordsOf(stand, mayKeep(account))}</p>
      {stand === 'other' ? (
        <Button size="sm" onClick={() => window.location.reload()}>
          Reload
        </Button>
      ) : (
        <a href={`/sign-in?next=${encodeURIComponent(path)}`} className={buttonClasses({ size: 'sm' })}>
          Sign in again
        </a>
      )}
    </div>
  )
}

function wordsOf(stand: 'other' | 'signed_out', isDraftKept: boolean): string {
  if (stand === 'other')
    return 'You are signed in as somebody else in this browser now. Nothing can be sent from this page; reload it to go on.'
  return isDraftKept ? 'You are signed out. What you have written is kept: sign in again to go on.' : 'You have signed out in this browser.'
}
