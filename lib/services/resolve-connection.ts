import { readAccounts } from '#lib/data/accounts.ts'
import type { ConnectionRow } from '#lib/data/connections.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'

/** A vendor account ready to be called; carries the key, so it never leaves the server. */
export interface Connection {
  vendor: VendorId
  state: 'live' | 'sandbox' | 'off'
  /** Why it is in this state, in one sentence. */
  reason: string
  /** Null only when the state is `off`. */
  baseUrl: string | null
  /** Null only when the state is `off`. */
  apiKey: string | null
  /** How many tasks may run at once; null when no limit is known. */
  maxRunning: number | null
  keySource: ConnectionView['keySource']
  keyHint: string | null
  baseUrlSource: ConnectionView['baseUrlSource']
}

/** The environment wins over Settings, Settings over the vendor's default; a vendor without a key runs on the sandbox where there is one. */
export async function resolveConnection(context: ServiceContext, vendor: VendorId): Promise<Connection> {
  const { connections } = await readAccounts(context.database)
  return resolveConnectionFrom(context, vendor, connections.find((row) => row.vendor === vendor) ?? null)
}

/** The sandbox's account, for tasks that began there and must end there; `off` when the sandbox is switched off. */
export function resolveSandboxConnection(context: ServiceContext, vendor: VendorId): Connection {
  return onSandbox(context, base(vendor, null))
}

export function resolveConnectionFrom(context: ServiceContext, vendor: VendorId, row: ConnectionRow | null): Connection {
  const connection = base(vendor, row)
  const given = context.env.vendors[vendor]
  const sealed = row?.sealedKey ?? null
  const savedKey = sealed === null ? null : context.secrets.unseal(sealed)
  const apiKey = given.apiKey ?? savedKey
  connection.keySource = given.apiKey !== undefined ? 'environment' : sealed !== null ? 'settings' : null
  connection.keyHint = given.apiKey !== undefined ? keyHintOf(given.apiKey) : (row?.keyHint ?? null)
  const { baseUrl, source } = configuredBaseUrl(context, vendor, row)
  connection.baseUrlSource = source

  if (row?.isDisabled) return { ...connection, reason: 'Switched off in Settings.' }
  if (given.apiKey === undefined && sealed !== null && savedKey === null)
    return { ...connection, reason: 'The saved key cannot be read because SECRET_KEY has changed; enter the key again.' }
  if (apiKey === null) return onSandbox(context, connection)
  if (baseUrl === null) return { ...connection, reason: `${vendors[vendor].name} has no public address; enter its base URL.` }
  return {
    ...connection,
    state: 'live',
    reason: connection.keySource === 'environment' ? 'Uses the key from the environment.' : 'Uses the key from Settings.',
    baseUrl,
    apiKey,
  }
}

/** Where the vendor would be reached, also while it is off or on the sandbox. */
export function configuredBaseUrl(
  context: ServiceContext,
  vendor: VendorId,
  row: ConnectionRow | null,
): { baseUrl: string | null; source: ConnectionView['baseUrlSource'] } {
  const given = context.env.vendors[vendor].baseUrl
  if (given !== undefined) return { baseUrl: given, source: 'environment' }
  const saved = row?.baseUrl ?? null
  if (saved !== null) return { baseUrl: saved, source: 'settings' }
  const { defaultBaseUrl } = vendors[vendor]
  return { baseUrl: defaultBaseUrl, source: defaultBaseUrl === null ? null : 'default' }
}

/** The last four characters, unless the key is so short that they would give much of it away. */
export function keyHintOf(key: string): string | null {
  return key.length >= 12 ? key.slice(-4) : null
}

function base(vendor: VendorId, row: ConnectionRow | null): Connection {
  return {
    vendor,
    state: 'off',
    reason: '',
    baseUrl: null,
    apiKey: null,
    maxRunning: row?.maxRunning ?? vendors[vendor].maxRunning?.value ?? null,
    keySource: null,
    keyHint: null,
    baseUrlSource: null,
  }
}

function onSandbox(context: ServiceContext, connection: Connection): Connection {
  if (context.sandbox === null) return { ...connection, reason: 'No key is set, and the built-in sandbox is switched off.' }
  return {
    ...connection,
    state: 'sandbox',
    reason: 'No key is set, so takes are made by the built-in sandbox and cost nothing.',
    baseUrl: context.sandbox.baseUrl(connection.vendor),
    apiKey: context.sandbox.apiKey(connection.vendor),
  }
}
