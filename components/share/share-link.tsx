'use client'

import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
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
          <ConfirmDialog
            trigger={
              <Button size="sm" variant="danger-ghost">
                Revoke
              </Button>
            }
            title="Revoke this link?"
            description="Whoever has it sees nothing of this take from this moment on. It cannot be opened again, but you can create another."
            confirmLabel="Revoke"
            isDestructive
            onConfirm={onRevoke}
          />
          <LocalAddressNote url={url} className="basis-full" />
        </div>
      )}
    </li>
  )
}
