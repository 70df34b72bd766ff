import { lookup as dnsLookup, type LookupAddress, type LookupAllOptions } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as undiciFetch } from 'undici'
import { isAllowedHost, spellHost } from '#lib/generation/private-host.ts'
import { isOwnAddress, isPublicAddress } from './public-address.ts'

export type FetchRefusal = 'invalid_url' | 'address_refused' | 'not_sent' | 'no_answer' | 'too_many_redirects'

export type SafeFetchResult =
  | { ok: true; response: Response; finalUrl: string }
  /** `redirects`: how many were followed before it was refused. */
  | { ok: false; reason: FetchRefusal; detail: string; redirects?: number }

export interface SafeFetchOptions {
  method?: 'GET' | 'HEAD' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Covers the whole exchange, the body included. */
  timeoutMs: number
  /** 0, as when it is left out, hands every redirect back. A body or a key never follows one, whatever this says. */
  maxRedirects?: number
  /** A redirect from https to http is refused unless whoever asks can do without the secrecy. */
  mayLeaveHttps?: boolean
  /** Lets the call into the private hosts of `vendorHosts` too: for calls to vendors and their results, never for what a user named. */
  mayReachVendorHosts?: boolean
  /** For an address of the owner's own settings, which may well lead back to this machine; never for what a user named. */
  mayReachThisMachine?: boolean
  signal?: AbortSignal
  /**
   * Uses a connection of its own. A kept one that the other side closes at the same moment looks like a lost answer, which for a call that
   * costs money would leave a take unconfirmed for nothing.
   */
  isFreshConnection?: boolean
}

export type SafeFetch = (url: string, options: SafeFetchOptions) => Promise<SafeFetchResult>

class AddressRefused extends Error {}

export interface SafeFetchSettings {
  /** `host` or `host:port` that may be private, whoever names it. */
  allowedHosts: readonly string[]
  /** The same for calls with `mayReachVendorHosts`. */
  vendorHosts?: readonly string[]
  /** Resolves a name; tests answer as a hostile name server would. */
  lookup?: Lookup
}

export type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

const followed: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * Opens http(s) addresses that somebody else chose. A name is resolved once, by the connection itself: the address that was judged is the
 * address that is used, so a name that changes its answer in between gains nothing. Each hop of a redirect is judged again.
 */
export function createSafeFetch(settings: SafeFetchSettings | readonly string[]): SafeFetch {
  const { allowedHosts, vendorHosts = [], lookup = dnsLookup } = 'allowedHosts' in settings ? settings : { allowedHosts: settings }
  const allowed = new Set(allowedHosts.map(spellHost))
  const allowedToVendors = new Set([...allowed, ...vendorHosts.map(spellHost)])
  const agents = {
    guarded: createAgents(connectVia(lookup, isRefused)),
    publicOnly: createAgents(connectVia(lookup, (address) => !isPublicAddress(address))),
    open: createAgents(connectVia(lookup, () => false)),
  }

  return async (url, options) => {
    const timeout = AbortSignal.timeout(options.timeoutMs)
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout
    const maxRedirects = mayBeRedirected(options) ? (options.maxRedirects ?? 0) : 0
    const hosts = options.mayReachVendorHosts === true ? allowedToVendors : allowed
    const guarded = options.mayReachThisMachine === true ? 'publicOnly' : 'guarded'
    const visited = new Set<string>()
    const refuse = (reason: FetchRefusal, detail: string): SafeFetchResult => ({ ok: false, reason, detail, redirects: visited.size })
    for (let current = url; ; ) {
      const fault = findFault(current)
      if (fault !== null) return refuse('invalid_url', fault)
      const target = new URL(current)
      const isAllowed = isAllowedHost(target, hosts)
      const literal = target.hostname.replace(/^\[|\]$/g, '')
      // `lookup` is not asked for literal addresses, so they are judged here; URL has already turned 0x7f.1 and 2130706433 into 127.0.0.1.
      const isClosed = guarded === 'guarded' ? isRefused(literal) : !isPublicAddress(literal)
      if (!isAllowed && ipaddr.isValid(literal) && isClosed) return refuse('address_refused', 'a private address')
      try {
        const response = await undiciFetch(target, {
          method: options.method ?? 'GET',
          headers: options.headers,
          body: options.body,
          redirect: 'manual',
          signal,
          dispatcher: agents[isAllowed ? 'open' : guarded][options.isFreshConnection === true ? 'fresh' : 'kept'],
        })
        const location = response.headers.get('location')
        if (!followed.has(response.status) || location === null || maxRedirects === 0)
          return { ok: true, response: response as unknown as Response, finalUrl: target.href }
        await response.body?.cancel()
        visited.add(withoutHash(target))
        if (visited.size > maxRedirects) return refuse('too_many_redirects', `more than ${maxRedirects} redirects`)
        if (!URL.canParse(location, target)) return refuse('invalid_url', 'redirect to something that is not a URL')
        const next = new URL(location, target)
        if (visited.has(withoutHash(next))) return refuse('too_many_redirects', 'the redirects go in a circle')
        if (target.protocol === 'https:' && next.protocol === 'http:' && options.mayLeaveHttps !== true)
          return refuse('invalid_url', 'redirect from https to http')
        current = next.href
      } catch (error) {
        return { ...explainFetchError(error), redirects: visited.size }
      }
    }
  }
}

/** What is wrong with an address before anybody is asked about it; null when nothing is. */
function findFault(address: string): string | null {
  if (!URL.canParse(address)) return 'not a URL'
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'not http or https'
  if (url.username !== '' || url.password !== '') return 'credentials in the URL'
  return url.port === '0' ? 'port 0' : null
}

function withoutHash(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length)
}

/** A request that carries something of value stays with the server that it was meant for. */
function mayBeRedirected(options: SafeFetchOptions): boolean {
  const isSecret = Object.keys(options.headers ?? {}).some((name) => /^(authorization|cookie|proxy-authorization)$/i.test(name))
  return options.body === undefined && options.method !== 'POST' && !isSecret
}

function isRefused(address: string): boolean {
  return !isPublicAddress(address) || isOwnAddress(address)
}

function createAgents(connect: Agent.Options['connect']) {
  return { kept: new Agent({ connect }), fresh: new Agent({ connect, pipelining: 0 }) }
}

function connectVia(lookup: Lookup, isRefusedHere: (address: string) => boolean): Agent.Options['connect'] {
  return {
    timeout: 10_000,
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, '', 4)
        const first = addresses[0]
        // One private answer among public ones spoils them all: which of them is tried first is not for us to say.
        if (!first || addresses.some((entry) => isRefusedHere(entry.address)))
          return callback(new AddressRefused('a private address'), '', 4)
        if (options.all === true) return (callback as unknown as (error: null, all: LookupAddress[]) => void)(null, addresses)
        callback(null, first.address, first.family)
      })
    },
  }
}

const certificateErrors: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Errors after which not one byte of the request had left: the connection was never made. */
const neverConnected: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  ...certificateErrors,
])

/** True of a refusal's detail when the server could not prove who it is. */
export function isCertificateError(detail: string): boolean {
  return detail.split(', ').some((code) => certificateErrors.has(code))
}

/** Tells "never left this machine" from "left, and no answer came": the difference between nothing spent and perhaps spent. */
export function explainFetchError(error: unknown): Extract<SafeFetchResult, { ok: false }> {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    // Ports of mail, print and name servers (Fetch, 2.9): nothing was sent.
    if (cause.message === 'bad port') return { ok: false, reason: 'invalid_url', detail: 'a port that is not for the web' }
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
