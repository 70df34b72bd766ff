'use client'

import { ExternalLink, Link2, Share2 } from 'lucide-react'
import { useState } from 'react'
import { toast } from 'sonner'
import type { ShareActionResult, ShareActions } from '#components/share/share-actions.ts'
import { isOpenShare, ShareLink } from '#components/share/share-link.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogContent, DialogTrigger } from '#components/ui/dialog.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import type { ShareView } from '#lib/generation/task-view.ts'

const lifetimes = [
  { value: 'never', label: 'Never', days: undefined },
  { value: '1', label: '1 day', days: 1 },
  { value: '7', label: '7 days', days: 7 },
  { value: '30', label: '30 days', days: 30 },
] as const
type Lifetime = (typeof lifetimes)[number]['value']

export interface ShareDialogProps {
  taskId: string
  shares: readonly ShareView[]
  isOpenAtFirst: boolean
  actions: ShareActions
}

/** Public links to one take. Nothing is public before the person presses "Create link". */
export function ShareDialog({ taskId, shares: given, isOpenAtFirst, actions }: ShareDialogProps) {
  const [shares, setShares] = useState(given)
  const [lifetime, setLifetime] = useState<Lifetime>('never')
  const [isCreating, setIsCreating] = useState(false)
  const [error, setError] = useState<string | null>(null)

  const create = async () => {
    setIsCreating(true)
    setError(null)
    const expiresInDays = lifetimes.find((one) => one.value === lifetime)?.days
    const result = await attempt(() => actions.createShare({ taskId, ...(expiresInDays !== undefined && { expiresInDays }) }))
    setIsCreating(false)
    if (result.ok) setShares((before) => [result.share, ...before])
    else setError(result.message)
  }
  const revoke = async (share: ShareView) => {
    // Not before the server has said so: a link that is shown as closed must be closed.
    const result = await attempt(() => actions.revokeShare(share.id))
    if (result.ok) setShares((before) => before.map((one) => (one.id === share.id ? result.share : one)))
    else toast.error(`The link still works. ${result.message}`)
  }

  const open = shares.filter(isOpenShare)
  const closed = shares.filter((share) => !isOpenShare(share))
  return (
    <Dialog defaultOpen={isOpenAtFirst}>
      <DialogTrigger
        render={
          <Button variant="primary">
            <Share2 aria-hidden />
            Share
          </Button>
        }
      />
      <DialogContent
        title="Share this take"
        description="Whoever has a link sees the video, its prompt, and which vendor and model made it, without signing in. Nothing else is shown."
      >
        <div className="flex flex-col gap-2">
          <p className="font-medium text-muted-foreground text-xs">The link expires</p>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Segmented
              label="The link expires"
              value={lifetime}
              onValueChange={setLifetime}
              options={lifetimes}
              className="max-sm:w-full"
            />
            <Button variant="primary" isBusy={isCreating} onClick={create}>
              <Link2 aria-hidden />
              Create link
            </Button>
          </div>
          {error && (
            <p role="alert" className="text-danger text-xs">
              {error}
            </p>
          )}
        </div>
        {open.length > 0 && (
          <ul aria-label="Links" className="flex flex-col divide-y divide-border border-border border-t">
            {open.map((share) => (
              <ShareLink key={share.id} share={share} onRevoke={() => revoke(share)} />
            ))}
          </ul>
        )}
        {closed.length > 0 && (
          <Disclosure summary="Closed links" aside={closed.length}>
            <ul aria-label="Closed links" className="flex flex-col divide-y divide-border">
              {closed.map((share) => (
                <ShareLink key={share.id} share={share} onRevoke={() => revoke(share)} />
              ))}
            </ul>
          </Disclosure>
        )}
        {shares.length === 0 && (
          <p className="flex items-center gap-2 rounded-lg bg-hover px-3 py-2.5 text-muted-foreground text-sm">
            <ExternalLink aria-hidden className="size-4 shrink-0" />
            This take has no link yet.
          </p>
        )}
      </DialogContent>
    </Dialog>
  )
}

async function attempt(call: () => Promise<ShareActionResult>): Promise<ShareActionResult> {
  try {
    return await call()
  } catch {
    return { ok: false, message: 'The server did not answer. Try again.' }
  }
}
