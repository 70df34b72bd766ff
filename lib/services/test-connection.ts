import { z } from 'zod'
import { type ConnectionRow, changeConnection, findConnection } from '#lib/data/connections.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { Failure } from '#lib/generation/failure.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { type CallOutcome, callVendor, type VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Call } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'
import { noteDrift } from './note-drift.ts'
import { resolveConnectionFrom } from './resolve-connection.ts'
import { apiKeySchema, baseUrlSchema, findAccountRefusal, findConnectionView, type InvalidConnection } from './save-connection.ts'
import { vendorEndpoint } from './vendor-endpoint.ts'

const timeoutMs = 15_000
/** No vendor has a task of this name, so asking for it tells about the key and costs nothing. */
const madeUpTaskId = 'dailies-connection-test'

/** What was entered and is not saved yet; absent for what is saved. */
export const enteredAccountSchema = z.strictObject({ apiKey: apiKeySchema.optional(), baseUrl: baseUrlSchema.nullable().optional() })
export type EnteredAccount = z.infer<typeof enteredAccountSchema>

export const testConnectionInputSchema = enteredAccountSchema.extend({ vendor: z.enum(vendorIds) })

export type TestConnectionResult =
  | { ok: true; isWorking: boolean; message: string; connection: ConnectionView }
  | { ok: false; code: 'forbidden'; message: string }
  | InvalidConnection

interface Finding {
  isWorking: boolean
  message: string
  balance: number | null
}

/**
 * Asks the vendor for the balance, or where it has none for a task that cannot exist, and keeps what came of it, unless it is about an
 * account that is not saved.
 */
export async function testConnection(
  context: ServiceContext,
  viewer: UserViewer,
  vendor: VendorId,
  entered: EnteredAccount = {},
): Promise<TestConnectionResult> {
  if (viewer.role !== 'owner') return { ok: false, code: 'forbidden', message: 'Only the owner can test vendors.' }
  const row = await findConnection(context.database.client, vendor)
  const refusal = findAccountRefusal(context, row, { vendor, ...entered })
  if (refusal !== null) return refusal
  const isEntered = entered.apiKey !== undefined || entered.baseUrl !== undefined
  const connection = resolveConnectionFrom(context, vendor, isEntered ? enter(context, vendor, row, entered) : row)
  const endpoint = vendorEndpoint(context, connection)
  const finding = endpoint === null ? broken(connection.reason) : await ask(context, vendor, endpoint)
  const note =
    connection.state === 'sandbox' && finding.isWorking ? 'There is no key to test. The built-in sandbox answers.' : finding.message
  const now = context.clock()
  if (!isEntered) {
    await changeConnection(viewer, context.database.client, vendor, {
      lastTestOk: finding.isWorking,
      lastTestNote: note,
      lastTestAt: now,
      ...(finding.balance !== null && { balance: finding.balance, balanceAt: now }),
    })
  }
  return { ok: true, isWorking: finding.isWorking, message: note, connection: await findConnectionView(context, viewer, vendor) }
}

/** The account as it would be once it is saved and switched on. */
function enter(context: ServiceContext, vendor: VendorId, row: ConnectionRow | null, { apiKey, baseUrl }: EnteredAccount): ConnectionRow {
  return {
    vendor,
    sealedKey: apiKey === undefined ? (row?.sealedKey ?? null) : context.secrets.seal(apiKey),
    baseUrl: baseUrl === undefined ? (row?.baseUrl ?? null) : baseUrl,
    maxRunning: row?.maxRunning ?? null,
    isDisabled: false,
    keyHint: null,
    balance: null,
    balanceAt: null,
    lastTestOk: null,
    lastTestNote: null,
    lastTestAt: null,
  }
}

async function ask(context: ServiceContext, id: VendorId, endpoint: VendorEndpoint): Promise<Finding> {
  const vendor = vendors[id]
  if (vendor.balance !== undefined) {
    const { outcome, isJson } = await perform(endpoint, vendor.balance, undefined)
    if (outcome.kind === 'answered' && outcome.decoded.ok) {
      await noteDrift(context, id, outcome.decoded.drift)
      const { available } = outcome.decoded.value
      return { isWorking: true, message: `The key works; ${available.toLocaleString('en')} credits are left.`, balance: available }
    }
    return explain(vendor.name, outcome, isJson, false)
  }
  const { outcome, isJson } = await perform(endpoint, vendor.query, { vendorTaskId: madeUpTaskId })
  if (outcome.kind === 'answered' && outcome.decoded.ok) return working()
  return explain(vendor.name, outcome, isJson, true)
}

async function perform<In, Out>(
  endpoint: VendorEndpoint,
  call: Call<In, Out>,
  input: In,
): Promise<{ outcome: CallOutcome<Out>; isJson: boolean }> {
  let isJson = false
  const watched: Call<In, Out> = {
    request: (value) => call.request(value),
    decode(reply) {
      isJson = reply.body !== undefined
      return call.decode(reply)
    },
  }
  return { outcome: await callVendor(endpoint, watched, input, { timeoutMs }), isJson }
}

function explain<T>(name: string, outcome: CallOutcome<T>, isJson: boolean, isMadeUpTask: boolean): Finding {
  const failure = failureOf(outcome)
  if (failure === null) return working()
  switch (failure.code) {
    case 'unauthorized':
      return broken(`${name} did not accept the key.`)
    case 'forbidden':
      return broken(`${name} knows the key but denied access.`)
    case 'rate_limited':
    case 'busy':
      return broken(`${name} asked us to slow down. Try again in a minute.`)
    case 'vendor_unavailable':
      return broken(`${name} is not available now. Try again in a few minutes.`)
    case 'no_answer':
    case 'never_sent':
      return broken(`${name} could not be reached. Check the address and this server’s connection.`)
    case 'address_refused':
      return broken('The address leads into a private network. If it is your own gateway, add it to ALLOWED_PRIVATE_HOSTS.')
    default:
      // A page of HTML with 404 is somebody else's server, not a vendor that misses the task.
      if (isMadeUpTask && isJson && failure.code !== 'unreadable_answer') return working()
      return broken(`The address answered, but not as ${name} does. Check the base URL.`)
  }
}

function failureOf<T>(outcome: CallOutcome<T>): Failure | null {
  if (outcome.kind !== 'answered') return outcome.failure
  return outcome.decoded.ok ? null : outcome.decoded.failure
}

function working(): Finding {
  return { isWorking: true, message: 'The key works.', balance: null }
}

function broken(message: string): Finding {
  return { isWorking: false, message, balance: null }
}
