'use client'

import { KeyRound, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { OpenInvitations } from '#components/settings/open-invitations.tsx'
import { QuotaField } from '#components/settings/quota-field.tsx'
import { SecretLinkCallout, useSecretLink } from '#components/settings/secret-link.tsx'
import type { Invitation, PeopleActions, Person } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'

export interface PeopleSectionProps {
  people: readonly Person[]
  /** The newest first. */
  invitations: readonly Invitation[]
  /** What everyone gets without a limit of their own; null: as much as the disk takes. */
  usualQuotaGb: number | null
  /** PUBLIC_URL; without it the browser puts its own origin before a link. */
  publicUrl: string | null
  actions: PeopleActions
}

export function PeopleSection({ people, invitations: given, usualQuotaGb, publicUrl, actions }: PeopleSectionProps) {
  const invitation = useSecretLink(publicUrl)
  const [invitations, setInvitations] = useState(given)
  const [shownId, setShownId] = useState<string | null>(null)
  const invite = async () => {
    const made = await actions.invite(null)
    if (made.ok) {
      setInvitations((before) => [made.invitation, ...before])
      setShownId(made.invitation.id)
    }
    return made
  }
  const forget = (id: string) => {
    setInvitations((before) => before.filter((one) => one.id !== id))
    if (id === shownId) invitation.hide()
  }
  return (
    <SettingsSection id="people" title="People" description="Members make takes with the vendors you connect, and see only their own.">
      <Card>
        <ul aria-label="People" className="divide-y divide-border">
          {people.map((person) => (
            <PersonRow key={person.id} person={person} usualQuotaGb={usualQuotaGb} publicUrl={publicUrl} actions={actions} />
          ))}
        </ul>
        <OpenInvitations invitations={invitations} takeBack={actions.takeBack} onTakenBack={forget} />
        <div className="flex flex-col gap-3 border-border border-t p-4">
          <Button className="self-start" isBusy={invitation.isBusy} onClick={() => invitation.make(invite)}>
            <UserPlus aria-hidden />
            Invite somebody
          </Button>
          <SecretLinkCallout made={invitation} title="Send this link to one person." does="It makes one account" />
        </div>
      </Card>
    </SettingsSection>
  )
}

function PersonRow({ person, usualQuotaGb, publicUrl, actions }: { person: Person } & Omit<PeopleSectionProps, 'people' | 'invitations'>) {
  const reset = useSecretLink(publicUrl)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="flex min-w-40 flex-1 flex-col">
        <span className="truncate font-medium">{person.name}</span>
        <span className="truncate text-muted-foreground text-xs">{person.email}</span>
      </div>
      <QuotaField person={person} usualQuotaGb={usualQuotaGb} setQuota={actions.setQuota} />
      {person.role === 'owner' ? (
        <Badge tone="accent">Owner</Badge>
      ) : (
        <>
          <Button size="sm" variant="ghost" isBusy={reset.isBusy} onClick={() => reset.make(() => actions.makeResetLink(person.id))}>
            <KeyRound aria-hidden />
            Password link<span className="sr-only"> for {person.name}</span>
          </Button>
          <Badge>Member</Badge>
        </>
      )}
      <SecretLinkCallout
        made={reset}
        className="basis-full"
        title={`Send this link to ${person.name}.`}
        does="It sets a new password once, without the old one,"
      />
    </li>
  )
}
