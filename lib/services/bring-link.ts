import type { UserViewer } from '#lib/data/viewer.ts'
import { linkProblems } from '#lib/generation/linked-file.ts'
import type { ServiceContext } from './context.ts'
import { problemOf } from './measure-link.ts'
import { nameOf, readAddress } from './probe-link.ts'
import { refuseAnnounced, type StoreUploadResult, storeUpload } from './store-upload.ts'

type LinkRefusal = { ok: false; code: 'bad_address' | 'not_possible' | 'too_many_requests'; message: string }
export type BringLinkResult = StoreUploadResult | LinkRefusal

const timeoutMs = 10 * 60_000
const atOnce = 2
const busy = new WeakMap<ServiceContext, Map<string, number>>()

/**
 * Copies the file at an address into one's own files, as if it had been brought: the same guard as every address that somebody named, the
 * same room, the same judgement. What breaks off leaves nothing.
 */
export async function bringLink(context: ServiceContext, viewer: UserViewer, given: string, signal: AbortSignal): Promise<BringLinkResult> {
  const url = readAddress(given)
  if (url === null) return { ok: false, code: 'bad_address', message: linkProblems.bad_address }
  const people = busy.get(context) ?? new Map<string, number>()
  busy.set(context, people)
  const running = people.get(viewer.userId) ?? 0
  if (running >= atOnce)
    return { ok: false, code: 'too_many_requests', message: 'Two files are on their way here already. Wait for one of them.' }
  people.set(viewer.userId, running + 1)
  try {
    return await bring(context, viewer, url, signal)
  } finally {
    const left = (people.get(viewer.userId) ?? 1) - 1
    if (left === 0) people.delete(viewer.userId)
    else people.set(viewer.userId, left)
  }
}

async function bring(context: ServiceContext, viewer: UserViewer, url: string, signal: AbortSignal): Promise<BringLinkResult> {
  // Packed bytes could unpack to anything.
  const headers = { 'accept-encoding': 'identity' }
  const fetched = await context.safeFetch(url, { timeoutMs, maxRedirects: 5, headers, signal })
  if (!fetched.ok) return refuse(linkProblems[problemOf({ kind: 'refused', redirects: 0, ...fetched })])
  const { response } = fetched
  if (response.status !== 200 || !response.body || !isPlain(response)) {
    await response.body?.cancel()
    return refuse(linkProblems[problemOf({ kind: 'status', status: response.status })])
  }
  const announced = Number(response.headers.get('content-length') ?? 0)
  const noRoom = await refuseAnnounced(context, viewer, announced)
  if (noRoom) {
    await response.body.cancel()
    return noRoom
  }
  try {
    return await storeUpload(context, viewer, { name: nameOf(url), source: readWhole(response.body, announced) })
  } catch (error) {
    if (error instanceof BrokenOff) return refuse('The connection to the file’s server broke off. Nothing was kept; try again.')
    throw error
  }
}

function isPlain({ headers }: Response): boolean {
  return (headers.get('content-encoding') ?? 'identity') === 'identity'
}

class BrokenOff extends Error {}

async function* readWhole(body: ReadableStream<Uint8Array>, announced: number): AsyncGenerator<Uint8Array> {
  let bytes = 0
  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new BrokenOff()
      })
      if (done) break
      bytes += value.byteLength
      yield value
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
  if (announced > 0 && bytes !== announced) throw new BrokenOff()
}

function refuse(message: string): LinkRefusal {
  return { ok: false, code: 'not_possible', message }
}
