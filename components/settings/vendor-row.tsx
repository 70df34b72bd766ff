'use client'

import { ChevronDown, CircleCheck, CircleX, ExternalLink } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { toast } from 'sonner'
import { standingOf } from '#components/settings/connection-words.ts'
import { keyWords } from '#components/settings/key-words.ts'
import type { ConnectionChange, VendorActions } from '#components/settings/settings-actions.ts'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface VendorRowProps {
  connection: ConnectionView
  actions: VendorActions
}

/** A vendor's account: one quiet line, and its form behind a press. */
export function VendorRow({ connection: given, actions }: VendorRowProps) {
  const [connection, setConnection] = useState(given)
  const [isOpen, setIsOpen] = useState(false)
  const panelId = useId()
  const { badges, trouble } = standingOf(connection)
  return (
    <li>
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={panelId}
          onClick={() => setIsOpen(!isOpen)}
          className="flex w-full items-center gap-3 rounded-lg px-4 py-3 text-left transition-colors hover:bg-hover"
        >
          <span className="flex min-w-0 flex-1 flex-col gap-0.5">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-base">
              {connection.name}
              {badges.map(({ label, tone }) => (
                <Badge key={label} tone={tone}>
                  {label}
                </Badge>
              ))}
            </span>
            <span className="font-normal text-muted-foreground text-sm">{connection.reason}</span>
            {trouble !== null && <span className="font-normal text-danger text-sm">{trouble}</span>}
            {connection.health.state === 'down' && <span className="font-normal text-sm text-warning">{connection.health.message}</span>}
          </span>
          {connection.balance && (
            <span className="text-muted-foreground text-xs tabular-nums max-sm:hidden">
              {connection.balance.available.toLocaleString('en')} credits
            </span>
          )}
          <ChevronDown aria-hidden className={cn('size-4 shrink-0 text-muted-foreground transition-transform', isOpen && 'rotate-180')} />
        </button>
      </h3>
      <div id={panelId} hidden={!isOpen}>
        {isOpen && <VendorForm connection={connection} actions={actions} onChange={setConnection} />}
      </div>
    </li>
  )
}

function VendorForm({ connection, actions, onChange }: VendorRowProps & { onChange: (connection: ConnectionView) => void }) {
  const vendor = vendors[connection.vendor]
  const [apiKey, setApiKey] = useState('')
  const [baseUrl, setBaseUrl] = useState(connection.baseUrlSource === 'settings' ? (connection.baseUrl ?? '') : '')
  const savedLimit = connection.maxRunning?.toString() ?? ''
  const [limit, setLimit] = useState(savedLimit)
  const save = useSettingsAction(['apiKey', 'baseUrl', 'maxRunning'])
  const test = useSettingsAction(['apiKey', 'baseUrl'])
  const [tried, setTried] = useState<{ isWorking: boolean; message: string } | null>(null)
  const toggle = useSettingsAction()
  const switchId = useId()
  const isKeyFixed = connection.keySource === 'environment'
  const isUrlFixed = connection.baseUrlSource === 'environment'
  const savedUrl = connection.baseUrlSource === 'settings' ? (connection.baseUrl ?? '') : ''
  const error = save.error ?? test.error ?? toggle.error
  const entered = {
    ...(apiKey.trim() !== '' && { apiKey: apiKey.trim() }),
    ...(baseUrl.trim() !== savedUrl && { baseUrl: baseUrl.trim() === '' ? null : baseUrl.trim() }),
  }
  const isAccountChanged = Object.keys(entered).length > 0
  const isChanged = isAccountChanged || limit.trim() !== savedLimit
  const clear = () => {
    save.clear()
    test.clear()
    setTried(null)
  }

  const change = async (call: typeof save, changes: Omit<ConnectionChange, 'vendor'>, done: string) => {
    const saved = await call.run(() => actions.saveConnection({ vendor: connection.vendor, ...changes }))
    if (saved === null) return null
    onChange(saved.connection)
    toast.success(done)
    return saved.connection
  }
  const submit = async (event: React.SyntheticEvent) => {
    event.preventDefault()
    const saved = await change(
      save,
      {
        ...entered,
        // What is no number becomes NaN, which the server refuses at this field.
        ...(limit.trim() !== savedLimit && { maxRunning: limit.trim() === '' ? null : Number(limit) }),
      },
      `${connection.name} is saved.`,
    )
    if (!saved) return
    clear()
    setApiKey('')
    if (saved.baseUrlSource !== 'environment') setBaseUrl(saved.baseUrlSource === 'settings' ? (saved.baseUrl ?? '') : '')
    setLimit(limit.trim() === '' ? '' : String(Number(limit)))
    if (isAccountChanged && saved.state === 'live') await runTest({})
  }
  const runTest = async (account: typeof entered) => {
    setTried(null)
    save.clear()
    const tested = await test.run(() => actions.testConnection({ vendor: connection.vendor, ...account }))
    if (tested === null) return
    onChange(tested.connection)
    if (Object.keys(account).length > 0) setTried(tested)
  }

  return (
    <div className="flex flex-col gap-4 px-4 pt-1 pb-4">
      <form onSubmit={submit} noValidate className="grid gap-4 sm:grid-cols-2">
        {isKeyFixed ? (
          <Fixed
            name="API key"
            value={connection.keyHint === null ? 'is set' : `ends in ${connection.keyHint}`}
            variable={`${connection.vendor.toUpperCase()}_API_KEY`}
          />
        ) : (
          <Field label="API key" description={keyWords(connection, apiKey)} error={save.errorOf('apiKey') ?? test.errorOf('apiKey')}>
            <Input
              type="password"
              autoComplete="off"
              spellCheck={false}
              placeholder={connection.keySource === 'settings' ? 'Enter a new key to replace it' : 'Paste the key'}
              value={apiKey}
              onChange={(event) => {
                setApiKey(event.target.value)
                clear()
              }}
            />
          </Field>
        )}
        {isUrlFixed ? (
          <Fixed name="Base URL" value={connection.baseUrl ?? ''} variable={`${connection.vendor.toUpperCase()}_BASE_URL`} />
        ) : (
          <Field
            label="Base URL"
            description={
              vendor.defaultBaseUrl === null
                ? `${vendor.name} gives every account its own address.`
                : 'Leave it empty for the vendor’s own address.'
            }
            error={save.errorOf('baseUrl') ?? test.errorOf('baseUrl')}
          >
            <Input
              type="url"
              inputMode="url"
              spellCheck={false}
              placeholder={vendor.defaultBaseUrl ?? 'https://…'}
              value={baseUrl}
              onChange={(event) => {
                setBaseUrl(event.target.value)
                clear()
              }}
            />
          </Field>
        )}
        <Field
          label="Takes at once"
          description={limitWords(connection.vendor)}
          error={save.errorOf('maxRunning')}
          className="sm:col-span-2 sm:max-w-72"
        >
          <Input
            inputMode="numeric"
            autoComplete="off"
            placeholder={vendor.maxRunning === null ? 'No limit known' : String(vendor.maxRunning.value)}
            value={limit}
            onChange={(event) => {
              setLimit(event.target.value)
              clear()
            }}
          />
        </Field>
        <div className="flex flex-wrap items-center gap-2 sm:col-span-2">
          <Button type="submit" variant="primary" isBusy={save.isBusy} disabled={!isChanged}>
            Save
          </Button>
          <Button isBusy={test.isBusy} disabled={save.isBusy} onClick={() => void runTest(entered)}>
            Test
          </Button>
          {connection.keySource === 'settings' && (
            <ConfirmDialog
              trigger={<Button variant="danger-ghost">Remove key</Button>}
              title={`Remove the key for ${connection.name}?`}
              description={removalWords(savedUrl)}
              confirmLabel="Remove key"
              isDestructive
              onConfirm={async () => {
                const isRemoved = await change(save, { apiKey: null }, `The key for ${connection.name} is removed.`)
                if (!isRemoved) return
                clear()
                setApiKey('')
                setBaseUrl('')
              }}
            />
          )}
          {vendor.docsUrl !== null && (
            <a
              href={vendor.docsUrl}
              target="_blank"
              rel="noreferrer"
              className="inline-flex items-center gap-1 rounded-sm px-1 text-muted-foreground text-xs underline-offset-4 hover:text-foreground hover:underline sm:ml-auto"
            >
              Documentation
              <ExternalLink aria-hidden className="size-3" />
            </a>
          )}
        </div>
      </form>
      <div role="status" className="empty:hidden">
        {error !== null ? (
          <p className="text-danger text-sm">{error}</p>
        ) : tried !== null ? (
          <Finding isWorking={tried.isWorking}>
            {tried.message} <span className="text-muted-foreground">It is not saved yet.</span>
          </Finding>
        ) : (
          connection.lastTest &&
          !isAccountChanged && (
            <Finding isWorking={connection.lastTest.ok}>
              {connection.lastTest.message}{' '}
              <span className="text-muted-foreground">
                Tested <Time at={connection.lastTest.at} />.
              </span>
            </Finding>
          )
        )}
      </div>
      <div className="flex items-center justify-between gap-4 border-border border-t pt-3">
        <label htmlFor={switchId} className="flex flex-col gap-0.5">
          <span className="font-medium">Use {connection.name}</span>
          <span className="text-muted-foreground text-xs">Switched off, it takes no new requests; what runs there goes on.</span>
        </label>
        <Switch
          id={switchId}
          checked={!connection.isDisabled}
          disabled={toggle.isBusy}
          onCheckedChange={(isOn) => void change(toggle, { isDisabled: !isOn }, `${connection.name} is switched ${isOn ? 'on' : 'off'}.`)}
        />
      </div>
    </div>
  )
}

function Finding({ isWorking, children }: { isWorking: boolean; children: ReactNode }) {
  const Icon = isWorking ? CircleCheck : CircleX
  return (
    <p className="flex items-start gap-1.5 text-sm">
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', isWorking ? 'text-success' : 'text-danger')} />
      <span>{children}</span>
    </p>
  )
}

function removalWords(savedUrl: string): string {
  const address = savedUrl === '' ? '' : ` Its base URL, ${savedUrl}, is forgotten too.`
  return `Takes that are under way there can no longer be looked after until a key is given again.${address}`
}

function limitWords(vendor: ConnectionView['vendor']): string {
  const documented = vendors[vendor].maxRunning?.value
  const usual = documented === undefined ? 'this vendor documents none' : `the vendor documents ${documented}`
  return `The others wait in line. Leave it empty for the vendor’s own limit (${usual}). When the vendor refuses one more, Dailies sends fewer for a while.`
}

function Fixed({ name, value, variable }: { name: string; value: string; variable: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <p className="min-h-4 font-medium text-muted-foreground text-xs">{name}</p>
      <p className="truncate rounded-md border border-border border-dashed px-2.5 py-1.5">{value}</p>
      <p className="text-faint-foreground text-xs">
        From the environment (<code className="font-mono">{variable}</code>); change it there.
      </p>
    </div>
  )
}
