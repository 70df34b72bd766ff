import { toast } from 'sonner'
import type { Invitation, PeopleActions } from '#components/settings/settings-actions.ts'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Time } from '#components/ui/time.tsx'

export interface OpenInvitationsProps {
  invitations: readonly Invitation[]
  takeBack: PeopleActions['takeBack']
  onTakenBack: (id: string) => void
}

/** Links that are out there and still make an account; the links themselves are not kept. */
export function OpenInvitations({ invitations, takeBack, onTakenBack }: OpenInvitationsProps) {
  if (invitations.length === 0) return null
  const take = async (id: string) => {
    const result = await takeBack(id).catch(() => null)
    if (!result?.ok) return void toast.error(result?.message ?? 'The server did not answer. Try again.')
    toast.success('The invitation is taken back.')
    onTakenBack(id)
  }
  return (
    <div className="flex flex-col gap-1 border-border border-t px-4 py-2.5">
      <h3 className="font-medium text-muted-foreground text-xs">Open invitations</h3>
      <ul aria-label="Open invitations" className="flex flex-col">
        {invitations.map(({ id, createdAt, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1">
            <span className="min-w-40 flex-1 text-sm">
              Made <Time at={createdAt} />
              {expiresAt !== null && (
                <>
                  , works until <Time at={expiresAt} />
                </>
              )}
            </span>
            <ConfirmDialog
              trigger={
                <Button size="sm" variant="danger-ghost">
                  Take back
                  <span className="sr-only">
                    {' '}
                    the invitation made <Time at={createdAt} />
                  </span>
                </Button>
              }
              title="Take this invitation back?"
              description="Its link makes nobody an account from this moment on."
              confirmLabel="Take back"
              isDestructive
              onConfirm={() => take(id)}
            />
          </li>
        ))}
      </ul>
    </div>
  )
}
