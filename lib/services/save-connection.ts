import { z } from 'zod'
import { type ConnectionChange, type ConnectionRow, changeConnection, findConnection } from '#lib/data/connections.ts'
import { listVendorHealth } from '#lib/data/vendor-health.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { vendorEnvPrefix } from '#lib/env.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { viewConnection } from './list-connections.ts'
import { configuredBaseUrl, keyHintOf } from './resolve-connection.ts'

export const baseUrlSchema = z
  .string()
  .trim()
  .max(300, 'At most 300 characters.')
  .transform((value) => value.replace(/\/+$/, ''))
  .refine(isPlainHttpUrl, 'Enter an address such as https://api.example.com/v1, without a user name, “?” or “#”.')

export const apiKeySchema = z
  .string()
  .trim()
  .min(1, 'Enter the key.')
  .max(500, 'At most 500 characters.')
  // It travels in a header.
  .regex(/^[\x21-\x7e]*$/, 'A key has no spaces and no special letters.')

/** An absent field stays as it is; null empties it, and a removed key takes its address along. A key can be replaced, but never read. */
export const saveConnectionInputSchema = z.strictObject({
  vendor: z.enum(vendorIds),
  apiKey: apiKeySchema.nullable().optional(),
  baseUrl: baseUrlSchema.nullable().optional(),
  isDisabled: z.boolean().optional(),
  maxRunning: z.int('Enter a whole number.').min(1, 'At least 1.').max(1_000, 'At most 1,000.').nullable().optional(),
})
export type SaveConnectionInput = z.infer<typeof saveConnectionInputSchema>

export interface InvalidConnection {
  ok: false
  code: 'invalid'
  message: string
  issues: Issue[]
}

export type ConnectionResult =
  | { ok: true; connection: ConnectionView }
  | { ok: false; code: 'forbidden'; message: string; issues: Issue[] }
  | InvalidConnection

export async function saveConnection(context: ServiceContext, viewer: UserViewer, input: SaveConnectionInput): Promise<ConnectionResult> {
  const { vendor, apiKey, baseUrl } = input
  const row = await findConnection(context.database.client, vendor)
  const refusal = findAccountRefusal(context, row, input)
  if (refusal !== null) return refusal

  const isAccountChanged = apiKey !== undefined || baseUrl !== undefined
  const change: ConnectionChange = {
    ...(apiKey !== undefined && {
      sealedKey: apiKey === null ? null : context.secrets.seal(apiKey),
      keyHint: apiKey === null ? null : keyHintOf(apiKey),
    }),
    ...(baseUrl !== undefined && { baseUrl }),
    // Where this account was reached must not be where the next one's key is sent.
    ...(baseUrl === undefined && apiKey === null && { baseUrl: null }),
    ...(input.isDisabled !== undefined && { isDisabled: input.isDisabled }),
    ...(input.maxRunning !== undefined && { maxRunning: input.maxRunning }),
    // What was learnt about the account before says nothing about this one.
    ...(isAccountChanged && { balance: null, balanceAt: null, lastTestOk: null, lastTestNote: null, lastTestAt: null }),
  }
  const isAllowed = await changeConnection(viewer, context.database.client, vendor, change)
  if (!isAllowed) return { ok: false, code: 'forbidden', message: 'Only the owner can change vendors.', issues: [] }
  context.log.info({ vendor, changed: Object.keys(change) }, 'vendor connection changed')
  return { ok: true, connection: await findConnectionView(context, viewer, vendor) }
}

/** Why a key or an address may not be used together with what is set already; null when it may. */
export function findAccountRefusal(
  context: ServiceContext,
  row: ConnectionRow | null,
  { vendor, apiKey, baseUrl }: Pick<SaveConnectionInput, 'vendor' | 'apiKey' | 'baseUrl'>,
): InvalidConnection | null {
  const fixed = context.env.vendors[vendor]
  const prefix = vendorEnvPrefix[vendor]
  if (apiKey !== undefined && fixed.apiKey !== undefined)
    return invalid('apiKey', `The key comes from ${prefix}_API_KEY in the environment; change it there.`)
  if (baseUrl !== undefined && fixed.baseUrl !== undefined)
    return invalid('baseUrl', `The address comes from ${prefix}_BASE_URL in the environment; change it there.`)
  // A key that nobody can read must not be sent to a new place to be read there.
  const before = originOf(configuredBaseUrl(context, vendor, row).baseUrl)
  const after = baseUrl === undefined ? before : originOf(baseUrl ?? vendors[vendor].defaultBaseUrl)
  if (before !== null && before !== after) {
    if (fixed.apiKey !== undefined)
      return invalid('baseUrl', `The key comes from the environment, so the address must too: set ${prefix}_BASE_URL.`)
    if (apiKey === undefined && row?.sealedKey)
      return invalid('apiKey', 'Enter the key again: the saved one was given for another address.')
  }
  return null
}

export async function findConnectionView(context: ServiceContext, viewer: UserViewer, vendor: VendorId): Promise<ConnectionView> {
  const row = await findConnection(context.database.client, vendor)
  return viewConnection(context, viewer, vendor, row, await listVendorHealth(context.database.client))
}

function invalid(path: string, message: string): InvalidConnection {
  return { ok: false, code: 'invalid', message, issues: [{ path, code: 'not_supported', message, severity: 'error' }] }
}

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin
}

function isPlainHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:'
  return isHttp && url.username === '' && url.password === '' && !/[?#\s]/.test(value)
}
