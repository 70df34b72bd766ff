'use client'

import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { LocalAddressNote } from '#components/ui/local-address-note.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ShareView } from '#lib/generation/task-view.ts'

export interface ShareLinkProps {
  share: ShareView
  onRevoke: () => Promise<void>
}

export function isOpenShare(share: ShareView): boolean {
  return share.revokedAt === null && (share.expiresAt === null || Date.parse(share.expiresAt) > Date.now())
}

/** One link with its state; the address of a closed one is not shown any more. */
export function ShareLink({ share, onRevoke }: ShareLinkProps) {
  const isOpen = isOpenShare(share)
  const [isRevoking, setIsRevoking] = useState(false)
  const revoke = async () => {
    setIsRevoking(true)
    await onRevoke()
    setIsRevoking(false)
  }
  // Without PUBLIC_URL the server knows no address of its own; the browser does.
  const url = URL.canParse(share.url) ? share.url : new URL(share.url, window.location.origin).href
  return (
    <li className="flex flex-col gap-2 py-3 last:pb-0">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-muted-foreground text-xs">
        <Badge tone={isOpen ? 'success' : 'neutral'}>{isOpen ? 'Open' : share.revokedAt === null ? 'Expired' : 'Revoked'}</Badge>
        <span>
          Created <Time at={share.createdAt} />
        </span>
        {isOpen && (
          <span>
            ·{' '}
            {share.expiresAt === null ? (
              'never expires'
            ) : (
              <>
                expires <Time at={share.expiresAt} />
              </>
            )}
          </span>
        )}
      </div>
      {isOpen && (
        <div className="flex min-w-0 flex-wrap items-center gap-2">
          <a
            href={url}
            target="_blank"
            rel="noreferrer"
            className="min-w-0 flex-1 truncate max-sm:basis-full rounded-sm text-accent text-sm underline-offset-4 hover:underline"
          >
            {url}
          </a>
          <CopyButton value={url} label="Copy link" size="sm" />
          <Button size="sm" variant="danger-ghost" isBusy={isRevoking} onClick={revoke}>
            Revoke
          </Button>
          <LocalAddressNote url={url} className="basis-full" />
        </div>
      )}
    </li>
  )
}
