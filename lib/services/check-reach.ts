import { buffer } from 'node:stream/consumers'
import type { UploadRow } from '#lib/data/uploads.ts'
import { isCertificateError, type SafeFetchResult } from '#lib/transport/safe-fetch.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import type { Connection } from './resolve-connection.ts'
import { type HandOver, listAllHandOvers, listHandOvers } from './upload-address.ts'

export type Reach =
  /** Null for the sandbox, which needs no way. */
  | { ok: true; way: HandOver | null }
  /** In words for the person who wants to send a file there. */
  | { ok: false; message: string }

/** What works is looked at again after five minutes; what does not, sooner: whoever mends it tries again. */
const knownForMs = { ok: 5 * 60_000, failed: 20_000 }
const timeoutMs = 5_000

interface Finding {
  /** Null when the file came back as it is here. */
  problem: string | null
  at: number
}

interface Look {
  known: Finding | null
  underWay: Promise<Finding> | null
}

const looks = new WeakMap<ServiceContext, Map<HandOver['kind'], Look>>()

/** Whether a way from here to this vendor is set up at all; asks nobody. */
export function findSetUpProblem(context: ServiceContext, connection: Connection): string | null {
  if (connection.state === 'sandbox' || listHandOvers(context, connection.vendor).length > 0) return null
  const { name } = vendors[connection.vendor]
  const [insecure] = listAllHandOvers(context)
  if (insecure) return `${name} takes files from https addresses only, and ${insecure.setting} has an http one.`
  return `${name} cannot reach files uploaded here. Give a public address instead, or ask the owner to set PUBLIC_URL or object storage.`
}

/**
 * The first way by which this vendor gets at a file of ours. Each is tried from here as the vendor will: the very address, and the answer
 * is compared with the file. A failure is told before a vendor is paid for it.
 */
export async function findReach(context: ServiceContext, connection: Connection, upload: UploadRow): Promise<Reach> {
  if (connection.state !== 'live') return { ok: true, way: null }
  const unset = findSetUpProblem(context, connection)
  if (unset !== null) return { ok: false, message: unset }
  const problems: string[] = []
  for (const way of listHandOvers(context, connection.vendor)) {
    const { problem } = await look(context, way, upload)
    if (problem === null) return { ok: true, way }
    problems.push(problem)
  }
  return { ok: false, message: `${vendors[connection.vendor].name} could not read files uploaded here: ${problems.join('; ')}.` }
}

/** The same for a page that must not wait: what was found last, while a fresh look is under way. */
export async function glanceAtReach(context: ServiceContext, connection: Connection, upload: UploadRow, waitMs: number): Promise<Reach> {
  const found = findReach(context, connection, upload)
  const waited = new Promise<null>((resolve) => setTimeout(resolve, waitMs, null).unref())
  const first = await Promise.race([found, waited])
  if (first !== null) return first
  found.catch((error: unknown) => context.log.warn({ err: error }, 'the look at our own address broke off'))
  const ways = connection.state === 'live' ? listHandOvers(context, connection.vendor) : []
  const problems = ways.map((way) => lookOf(context, way).known?.problem ?? null)
  if (problems.length === 0 || problems.includes(null)) return { ok: true, way: ways[0] ?? null }
  return { ok: false, message: `${vendors[connection.vendor].name} could not read files uploaded here: ${problems.join('; ')}.` }
}

async function look(context: ServiceContext, way: HandOver, upload: UploadRow): Promise<Finding> {
  if (context.env.REACH_CHECK === 'off') return { problem: null, at: 0 }
  const state = lookOf(context, way)
  const { known } = state
  const now = context.clock().getTime()
  if (known && now - known.at < knownForMs[known.problem === null ? 'ok' : 'failed']) return known
  state.underWay ??= fetchBack(context, way, upload)
    .then((problem) => {
      if (problem !== null) context.log.warn({ way: way.kind, problem }, 'a vendor could not read uploads')
      state.known = { problem, at: context.clock().getTime() }
      return state.known
    })
    .finally(() => {
      state.underWay = null
    })
  return state.underWay
}

function lookOf(context: ServiceContext, way: HandOver): Look {
  const all = looks.get(context) ?? new Map<HandOver['kind'], Look>()
  looks.set(context, all)
  const state = all.get(way.kind) ?? { known: null, underWay: null }
  all.set(way.kind, state)
  return state
}

/** Null when the first byte of the file comes back, and with it the file's length. */
async function fetchBack(context: ServiceContext, way: HandOver, upload: UploadRow): Promise<string | null> {
  const stored = await context.storage.read(upload.storageKey, { start: 0, end: 0 })
  const firstByte = stored && (await buffer(stored))
  // A file that is gone says nothing about the way to it.
  if (firstByte?.length !== 1) return null
  const fetched = await context.safeFetch(await way.addressOf(upload), {
    headers: { range: 'bytes=0-0' },
    timeoutMs,
    maxRedirects: 3,
    mayReachThisMachine: true,
  })
  if (!fetched.ok) return refusalWords(way, fetched)
  const { response } = fetched
  const received = await readFirstByte(response)
  const length =
    response.status === 206 ? /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1] : response.headers.get('content-length')
  const isOurs = (response.status === 206 || response.status === 200) && received === firstByte[0]
  if (isOurs && (length === null || length === undefined || BigInt(length) === upload.bytes)) return null
  if (way.kind === 'object_storage')
    return `the object storage does not give the file out at its signed address (it answered ${response.status})`
  return `PUBLIC_URL does not lead here (something else answered ${response.status})`
}

async function readFirstByte(response: Response): Promise<number | null> {
  const reader = response.body?.getReader()
  try {
    const chunk = await reader?.read()
    return chunk?.value?.[0] ?? null
  } catch {
    return null
  } finally {
    await reader?.cancel().catch(() => {})
  }
}

function refusalWords({ setting }: HandOver, refusal: Extract<SafeFetchResult, { ok: false }>): string {
  switch (refusal.reason) {
    case 'address_refused':
      return `${setting} leads into a private network`
    case 'too_many_redirects':
    case 'invalid_url':
      return `${setting} leads away from here`
    case 'not_sent':
      if (isCertificateError(refusal.detail)) return `${setting} has no certificate that others trust`
      return refusal.detail.includes('ENOTFOUND') ? `nobody knows the name in ${setting}` : `nothing answers at ${setting}`
    case 'no_answer':
      return `nothing answers at ${setting}`
  }
}
