'use client'

import { useState } from 'react'
import type { SettingsResult } from '#components/settings/settings-actions.ts'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Callout } from '#components/ui/callout.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { LocalAddressNote } from '#components/ui/local-address-note.tsx'
import { Time } from '#components/ui/time.tsx'

export interface SecretLink {
  link: { url: string; expiresAt: string } | null
  isBusy: boolean
  error: string | null
}

/** A link that is shown once, to be sent to one person. */
export function useSecretLink(
  publicUrl: string | null,
): SecretLink & { make: (call: () => Promise<SettingsResult<{ path: string; expiresAt: string }>>) => void; hide: () => void } {
  const [link, setLink] = useState<SecretLink['link']>(null)
  const { run, isBusy, error } = useSettingsAction()
  const make = async (call: Parameters<typeof run<{ path: string; expiresAt: string }>>[0]) => {
    const made = await run(call)
    if (made) setLink({ url: `${publicUrl ?? window.location.origin}${made.path}`, expiresAt: made.expiresAt })
  }
  return { link, isBusy, error, make: (call) => void make(call), hide: () => setLink(null) }
}

export function SecretLinkCallout(props: { made: SecretLink; title: string; does: string; className?: string }) {
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
