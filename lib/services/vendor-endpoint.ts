import type { ConnectionRow } from '#lib/data/connections.ts'
import type { TaskRow } from '#lib/data/tasks.ts'
import type { VendorAccount } from '#lib/data/vendor-health.ts'
import type { VendorEndpoint } from '#lib/transport/call-vendor.ts'
import { explainFetchError, type SafeFetchOptions, type SafeFetchResult } from '#lib/transport/safe-fetch.ts'
import type { ServiceContext } from './context.ts'
import { type Connection, resolveConnection, resolveConnectionFrom, resolveSandboxConnection } from './resolve-connection.ts'

/** Null when the vendor is off: there is nobody to call. */
export function vendorEndpoint(context: ServiceContext, connection: Connection): VendorEndpoint | null {
  if (connection.baseUrl === null || connection.apiKey === null) return null
  return {
    baseUrl: connection.baseUrl,
    apiKey: connection.apiKey,
    fetch: (url, options) =>
      connection.state === 'sandbox'
        ? fetchFromSandbox(context, url, options)
        : context.safeFetch(url, { ...options, mayReachVendorHosts: true }),
  }
}

/** A task ends where it began: one that the sandbox made is asked for there, also after a key was added. */
export async function resolveTaskConnection(context: ServiceContext, task: TaskRow): Promise<Connection> {
  if (task.isSandbox) return resolveSandboxConnection(context, task.vendor)
  return keepLive(await resolveConnection(context, task.vendor))
}

/** A take that was accepted for the sandbox, at no cost, does not become one that costs because a key was added while it waited. */
export function resolveAsAccepted(context: ServiceContext, account: VendorAccount, row: ConnectionRow | null): Connection {
  const current = resolveConnectionFrom(context, account.vendor, row)
  if (current.state === 'off' || (current.state === 'sandbox') === account.isSandbox) return current
  return account.isSandbox ? resolveSandboxConnection(context, account.vendor) : keepLive(current)
}

function keepLive(connection: Connection): Connection {
  if (connection.state !== 'sandbox') return connection
  return { ...connection, state: 'off', reason: 'The key for this take is not in Settings any more.', baseUrl: null, apiKey: null }
}

/**
 * Opens a file's address: the sandbox's own in this process, any other through the guard against private addresses. The bytes come as they
 * are: packed ones could unpack to anything, and have no length to check.
 */
export async function fetchResult(context: ServiceContext, url: string, options: SafeFetchOptions): Promise<SafeFetchResult> {
  if (context.sandbox && url.startsWith(`${context.sandbox.origin}/`)) return fetchFromSandbox(context, url, options)
  return context.safeFetch(url, { ...options, headers: { ...options.headers, 'accept-encoding': 'identity' } })
}

async function fetchFromSandbox(context: ServiceContext, url: string, options: SafeFetchOptions): Promise<SafeFetchResult> {
  if (!context.sandbox) return { ok: false, reason: 'not_sent', detail: 'the sandbox is switched off' }
  try {
    const signal = AbortSignal.timeout(options.timeoutMs)
    const { method, headers, body } = options
    return { ok: true, response: await context.sandbox.fetch(url, { method, headers, body, signal }), finalUrl: url }
  } catch (error) {
    return explainFetchError(error)
  }
}
