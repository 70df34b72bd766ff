import { lookup as dnsLookup } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as undiciFetch } from 'undici'

export type FetchRefusal = 'invalid_url' | 'address_refused' | 'not_sent' | 'no_answer' | 'too_many_redirects'

export type SafeFetchResult = { ok: true; response: Response; finalUrl: string } | { ok: false; reason: FetchRefusal; detail: string }

export interface SafeFetchOptions {
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Covers the whole exchange, the body included. */
  timeoutMs: number
  /** 0 refuses every redirect: what a call that carries a key must do. */
  maxRedirects?: number
  signal?: AbortSignal
  /**
   * Uses a connection of its own. A kept one that the other side closes at the same moment looks like a lost answer, which for a call that
   * costs money would leave a take unconfirmed for nothing.
   */
  isFreshConnection?: boolean
}

export type SafeFetch = (url: string, options: SafeFetchOptions) => Promise<SafeFetchResult>

class AddressRefused extends Error {}

/** Only globally routable unicast is open; loopback, private, link-local, metadata, multicast, mapped and tunnelled forms are not. */
export function isPublicAddress(address: string): boolean {
  // A zone index (`fe80::1%eth0`) is link-local whatever it names.
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
}

/**
 * Opens http(s) addresses that somebody else chose. A name is resolved once, by the connection itself: the address that was judged is the
 * address that is used, so a name that changes its answer in between gains nothing. Each hop of a redirect is judged again.
 * @param allowedHosts `host` or `host:port` that may be private.
 */
export function createSafeFetch(allowedHosts: readonly string[]): SafeFetch {
  const isAllowed = (url: URL) => {
    const port = url.port !== '' ? url.port : url.protocol === 'https:' ? '443' : '80'
    const name = url.hostname.toLowerCase()
    return allowedHosts.includes(name) || allowedHosts.includes(`${name}:${port}`)
  }
  const guard: Agent.Options = {
    connect: {
      timeout: 10_000,
      lookup(hostname, options, callback) {
        dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
          if (error) return callback(error, '', 4)
          const refused = addresses.find((entry) => !isPublicAddress(entry.address))
          const first = addresses[0]
          if (refused || !first) return callback(new AddressRefused(`${hostname} leads to a private address`), '', 4)
          if (options.all === true) return (callback as unknown as (error: null, all: typeof addresses) => void)(null, addresses)
          callback(null, first.address, first.family)
        })
      },
    },
  }
  const reach: Agent.Options = { connect: { timeout: 10_000 } }
  const agents = {
    guarded: { kept: new Agent(guard), fresh: new Agent({ ...guard, pipelining: 0 }) },
    open: { kept: new Agent(reach), fresh: new Agent({ ...reach, pipelining: 0 }) },
  }

  return async (url, options) => {
    let current = url
    const timeout = AbortSignal.timeout(options.timeoutMs)
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
    for (let hop = 0; ; hop++) {
      if (!URL.canParse(current)) return { ok: false, reason: 'invalid_url', detail: 'not a URL' }
      const target = new URL(current)
      if (target.protocol !== 'http:' && target.protocol !== 'https:')
        return { ok: false, reason: 'invalid_url', detail: 'not http or https' }
      if (target.username !== '' || target.password !== '') return { ok: false, reason: 'invalid_url', detail: 'credentials in the URL' }
      const allowed = isAllowed(target)
      const literal = target.hostname.replace(/^\[|\]$/g, '')
      // `lookup` is not asked for literal addresses, so they are judged here; URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1.
      if (!allowed && ipaddr.isValid(literal) && !isPublicAddress(literal)) {
        return { ok: false, reason: 'address_refused', detail: `${target.host} is a private address` }
      }
      try {
        const response = await undiciFetch(target, {
          method: options.method ?? 'GET',
          headers: options.headers,
          body: options.body,
          redirect: 'manual',
          signal,
          dispatcher: agents[allowed ? 'open' : 'guarded'][options.isFreshConnection === true ? 'fresh' : 'kept'],
        })
        const location = response.headers.get('location')
        if (response.status >= 300 && response.status < 400 && location !== null && (options.maxRedirects ?? 0) > 0) {
          await response.body?.cancel()
          if (hop >= (options.maxRedirects ?? 0)) return { ok: false, reason: 'too_many_redirects', detail: `more than ${hop} redirects` }
          if (!URL.canParse(location, target))
            return { ok: false, reason: 'invalid_url', detail: 'redirect to something that is not a URL' }
          current = new URL(location, target).href
          continue
        }
        return { ok: true, response: response as unknown as Response, finalUrl: target.href }
      } catch (error) {
        return explainFetchError(error)
      }
    }
  }
}

/** Errors after which not one byte of the request had left: the connection was never made. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Tells "never left this machine" from "left, and no answer came": the difference between nothing spent and perhaps spent. */
export function explainFetchError(error: unknown): Extract<SafeFetchResult, { ok: false }> {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if (cause instanceof AddressRefused) return { ok: false, reason: 'address_refused', detail: cause.message }
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
    if (neverConnected.has(code)) return { ok: false, reason: 'not_sent', detail: code }
    // Happy eyeballs reports one error per address it tried.
    if (cause instanceof AggregateError) {
      const codes = cause.errors.map((each: unknown) => (each instanceof Error && 'code' in each ? String(each.code) : ''))
      if (codes.length > 0 && codes.every((each) => neverConnected.has(each)))
        return { ok: false, reason: 'not_sent', detail: codes.join(', ') }
    }
  }
  return { ok: false, reason: 'no_answer', detail: error instanceof Error ? error.name : 'unknown error' }
}
