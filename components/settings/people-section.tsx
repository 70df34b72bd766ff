'use client'

import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { QuotaField } from '#components/settings/quota-field.tsx'
import type { PeopleActions, Person } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Card } from '#components/ui/card.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Time } from '#components/ui/time.tsx'

export interface PeopleSectionProps {
  people: readonly Person[]
  /** What everyone gets without a limit of their own; null: as much as the disk takes. */
  usualQuotaGb: number | null
  actions: PeopleActions
}

export function PeopleSection({ people, usualQuotaGb, actions }: PeopleSectionProps) {
  const [invitation, setInvitation] = useState<{ url: string; expiresAt: string } | null>(null)
  const invite = useSettingsAction()
  const makeInvitation = async () => {
    const made = await invite.run(() => actions.invite(null))
    if (made) setInvitation({ url: new URL(made.path, window.location.origin).href, expiresAt: made.expiresAt })
  }
  return (
    <SettingsSection id="people" title="People" description="Members make takes with the vendors you connect, and see only their own.">
      <Card>
        <ul aria-label="People" className="divide-y divide-border">
          {people.map((person) => (
            <li key={person.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
              <div className="flex min-w-40 flex-1 flex-col">
                <span className="truncate font-medium">{person.name}</span>
                <span className="truncate text-muted-foreground text-xs">{person.email}</span>
              </div>
              <QuotaField person={person} usualQuotaGb={usualQuotaGb} setQuota={actions.setQuota} />
              <Badge tone={person.role === 'owner' ? 'accent' : 'neutral'}>{person.role === 'owner' ? 'Owner' : 'Member'}</Badge>
            </li>
          ))}
        </ul>
        <div className="flex flex-col gap-3 border-border border-t p-4">
          <Button className="self-start" isBusy={invite.isBusy} onClick={makeInvitation}>
            <UserPlus aria-hidden />
            Invite somebody
          </Button>
          {invite.error && (
            <p role="alert" className="text-danger">
              {invite.error}
            </p>
          )}
          {invitation && (
            <Callout tone="success" role="status" title="Send this link to one person.">
              <p className="text-muted-foreground">
                It makes one account and works until <Time at={invitation.expiresAt} />.
              </p>
              <div className="mt-1.5 flex flex-wrap items-center gap-2">
                <code className="min-w-0 select-all break-all rounded-md bg-well px-2 py-1 font-mono text-xs">{invitation.url}</code>
                <CopyButton value={invitation.url} label="Copy link" size="sm" />
              </div>
            </Callout>
          )}
        </div>
      </Card>
    </SettingsSection>
  )
}
