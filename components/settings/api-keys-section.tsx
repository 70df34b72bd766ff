'use client'

import { useState } from 'react'
import { toast } from 'sonner'
import type { ApiKey, ApiKeyActions } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Card } from '#components/ui/card.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Time } from '#components/ui/time.tsx'

export function ApiKeysSection({ apiKeys: given, actions }: { apiKeys: readonly ApiKey[]; actions: ApiKeyActions }) {
  const [apiKeys, setApiKeys] = useState(given)
  const [name, setName] = useState('')
  const [created, setCreated] = useState<{ key: string; name: string } | null>(null)
  const create = useSettingsAction(['name'])
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    const made = await create.run(() => actions.createApiKey({ name }))
    if (!made) return
    setApiKeys((before) => [made.apiKey, ...before])
    setCreated({ key: made.key, name: made.apiKey.name })
    setName('')
  }
  const revoke = async (apiKey: ApiKey) => {
    const result = await actions
      .revokeApiKey(apiKey.id)
      .catch(() => ({ ok: false as const, message: 'The server did not answer. Try again.' }))
    if (result.ok) setApiKeys((before) => before.filter((one) => one.id !== apiKey.id))
    else toast.error(result.message)
  }
  return (
    <SettingsSection
      id="api-keys"
      title="API keys"
      description={
        <>
          For scripts of yours: a key orders and reads takes and brings files for them, all in your name.{' '}
          <a className="text-accent underline underline-offset-4" href="/api/v1/openapi.json" target="_blank" rel="noreferrer">
            OpenAPI description
          </a>
        </>
      }
    >
      {created && (
        <Callout tone="success" role="status" title={`“${created.name}” is made. Copy it now: it is not shown again.`}>
          <div className="mt-1.5 flex flex-wrap items-center gap-2">
            <code className="min-w-0 select-all break-all rounded-md bg-well px-2 py-1 font-mono text-xs">{created.key}</code>
            <CopyButton value={created.key} label="Copy key" size="sm" />
          </div>
        </Callout>
      )}
      <Card>
        <form onSubmit={submit} className="flex flex-wrap items-start gap-2 p-4">
          <Field label="Key name" error={create.errorOf('name') ?? create.error} className="min-w-48 flex-1">
            <Input
              value={name}
              maxLength={80}
              placeholder="What it is for"
              autoComplete="off"
              onChange={(event) => {
                setName(event.target.value)
                create.clear()
              }}
            />
          </Field>
          <Button type="submit" isBusy={create.isBusy} className="mt-6">
            Create key
          </Button>
        </form>
        {apiKeys.length > 0 && (
          <ul aria-label="API keys" className="divide-y divide-border border-border border-t">
            {apiKeys.map((apiKey) => (
              <li key={apiKey.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                <div className="flex min-w-40 flex-1 flex-col">
                  <span className="break-words font-medium">{apiKey.name}</span>
                  <span className="text-muted-foreground text-xs">
                    ends in <code className="font-mono">{apiKey.hint}</code> · made <Time at={apiKey.createdAt} format="date" /> ·{' '}
                    {apiKey.lastUsedAt === null ? (
                      'never used'
                    ) : (
                      <>
                        last used <Time at={apiKey.lastUsedAt} />
                      </>
                    )}
                  </span>
                </div>
                <ConfirmDialog
                  trigger={
                    <Button size="sm" variant="danger-ghost">
                      Revoke<span className="sr-only"> {apiKey.name}</span>
                    </Button>
                  }
                  title={`Revoke “${apiKey.name}”?`}
                  description="Whatever uses this key is refused from this moment on."
                  confirmLabel="Revoke"
                  isDestructive
                  onConfirm={() => revoke(apiKey)}
                />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </SettingsSection>
  )
}
