'use client'

import { KeyRound, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { QuotaField } from '#components/settings/quota-field.tsx'
import type { PeopleActions, Person, SettingsResult } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Card } from '#components/ui/card.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { LocalAddressNote } from '#components/ui/local-address-note.tsx'
import { Time } from '#components/ui/time.tsx'

export interface PeopleSectionProps {
  people: readonly Person[]
  /** What everyone gets without a limit of their own; null: as much as the disk takes. */
  usualQuotaGb: number | null
  /** PUBLIC_URL; without it the browser puts its own origin before a link. */
  publicUrl: string | null
  actions: PeopleActions
}

export function PeopleSection({ people, usualQuotaGb, publicUrl, actions }: PeopleSectionProps) {
  const invitation = useSecretLink(publicUrl)
  return (
    <SettingsSection id="people" title="People" description="Members make takes with the vendors you connect, and see only their own.">
      <Card>
        <ul aria-label="People" className="divide-y divide-border">
          {people.map((person) => (
            <PersonRow key={person.id} person={person} usualQuotaGb={usualQuotaGb} publicUrl={publicUrl} actions={actions} />
          ))}
        </ul>
        <div className="flex flex-col gap-3 border-border border-t p-4">
          <Button className="self-start" isBusy={invitation.isBusy} onClick={() => invitation.make(() => actions.invite(null))}>
            <UserPlus aria-hidden />
            Invite somebody
          </Button>
          <SecretLinkCallout made={invitation} title="Send this link to one person." does="It makes one account" />
        </div>
      </Card>
    </SettingsSection>
  )
}

function PersonRow({ person, usualQuotaGb, publicUrl, actions }: { person: Person } & Omit<PeopleSectionProps, 'people'>) {
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

interface SecretLink {
  link: { url: string; expiresAt: string } | null
  isBusy: boolean
  error: string | null
}

/** A link that is shown once, to be sent to one person. */
function useSecretLink(
  publicUrl: string | null,
): SecretLink & { make: (call: () => Promise<SettingsResult<{ path: string; expiresAt: string }>>) => void } {
  const [link, setLink] = useState<SecretLink['link']>(null)
  const { run, isBusy, error } = useSettingsAction()
  const make = async (call: Parameters<typeof run<{ path: string; expiresAt: string }>>[0]) => {
    const made = await run(call)
    if (made) setLink({ url: `${publicUrl ?? window.location.origin}${made.path}`, expiresAt: made.expiresAt })
  }
  return { link, isBusy, error, make: (call) => void make(call) }
}

function SecretLinkCallout(props: { made: SecretLink; title: string; does: string; className?: string }) {
  const { made, title, does, className } = props
  const { link, error } = made
  if (error) {
    return (
      <p role="alert" className="text-danger">
        {error}
      </p>
    )
  }
  if (link === null) return null
  return (
    <Callout tone="success" role="status" title={title} className={className}>
      <p className="text-muted-foreground">
        {does} and works until <Time at={link.expiresAt} />.
      </p>
      <div className="mt-1.5 flex flex-wrap items-center gap-2">
        <code className="min-w-0 select-all break-all rounded-md bg-well px-2 py-1 font-mono text-xs">{link.url}</code>
        <CopyButton value={link.url} label="Copy link" size="sm" />
        <LocalAddressNote url={link.url} className="basis-full" />
      </div>
    </Callout>
  )
}
