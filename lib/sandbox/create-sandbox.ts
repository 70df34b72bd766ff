import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { createMedia } from '#lib/media/create-media.ts'
import { createCallbacks } from './callbacks.ts'
import { createDesk, type Desk } from './desk.ts'
import { isEnded, progressOf } from './progress.ts'
import type { Protocol } from './protocol.ts'
import { loova, outai } from './protocols/loova-outai.ts'
import { seedance2ai } from './protocols/seedance2ai.ts'
import { seedance2ink } from './protocols/seedance2ink.ts'
import { uniall } from './protocols/uniall.ts'
import { createReferenceDesk } from './reference-desk.ts'
import { createResultFiles } from './result-files.ts'
import type { LedgerEntry, Sandbox, SandboxOptions } from './sandbox.ts'
import { createStudio } from './studio.ts'
import { type StoredTask, TaskStore } from './task-store.ts'

const protocols: readonly Protocol[] = [loova, outai, seedance2ai, uniall, seedance2ink]

/** Films and references older than this are removed at a start; a film that is asked for again is rendered again. */
const keepFilesMs = 3 * 24 * 3600 * 1000

/** The signing secret of a directory: result URLs outlive the process, and two processes must agree on it. */
function readSecret(directory: string): Buffer {
  mkdirSync(directory, { recursive: true })
  const file = path.join(directory, 'secret')
  const candidate = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(candidate, randomBytes(32), { mode: 0o600 })
  try {
    linkSync(candidate, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(candidate, { force: true })
  }
  return readFileSync(file)
}

async function removeOldFiles(directory: string, now: number): Promise<void> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    const file = path.join(directory, name)
    const found = await stat(file).catch(() => null)
    if (found && now - found.mtimeMs > keepFilesMs) await rm(file, { force: true })
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

export function createSandbox(options: SandboxOptions): Sandbox {
  const clock = options.clock ?? Date.now
  const origin = options.origin ?? 'https://sandbox.invalid'
  const media = options.media ?? createMedia()
  const store = new TaskStore(options.directory, clock)
  const rendersDirectory = path.join(options.directory, 'renders')
  const referencesDirectory = path.join(options.directory, 'references')
  const files = createResultFiles({
    origin,
    secret: readSecret(options.directory),
    store,
    fileOf: (name) => path.join(rendersDirectory, name),
    clock,
  })
  const desks = new Map<string, Desk>()
  const protocolOf = (vendor: string) => protocols.find((protocol) => protocol.vendor === vendor)

  const studio = createStudio({
    directory: rendersDirectory,
    media,
    store,
    references: createReferenceDesk({
      directory: referencesDirectory,
      media,
      fetchReference: options.fetchReference,
      readOwnFile: files.read,
    }),
    clock,
    vendorName: (vendor) => protocolOf(vendor)?.name ?? vendor,
    onEnd: (stored) => callbacks.nudge(stored),
  })
  const callbacks = createCallbacks({
    store,
    clock,
    deliver: options.deliverCallback,
    protocolOf,
    report: (stored) => requireDesk(stored.task.vendor).report(stored),
  })

  for (const protocol of protocols)
    desks.set(
      protocol.vendor,
      createDesk({
        protocol,
        store,
        clock,
        renderSeconds: options.renderSeconds,
        urlOf: files.urlOf,
        onTask: (stored) => void studio.ensure(stored),
        onAccepted(stored) {
          callbacks.watch(stored)
          void studio.ensure(stored)
        },
        onEnded: (stored) => callbacks.nudge(stored),
      }),
    )

  function requireDesk(vendor: string): Desk {
    const desk = desks.get(vendor)
    if (!desk) throw new Error(`The sandbox has no vendor "${vendor}"`)
    return desk
  }

  async function listTasks(): Promise<StoredTask[]> {
    const lists = await Promise.all(protocols.map((protocol) => store.list(protocol.vendor)))
    return lists.flat().sort((a, b) => a.task.createdAt - b.task.createdAt)
  }

  /** What an earlier process left: unfinished films, and callbacks that are still owed. */
  async function resume(): Promise<void> {
    const now = clock()
    for (const stored of await listTasks()) {
      if (stored.task.order.callbackUrl !== null && now - stored.task.createdAt < keepFilesMs) callbacks.watch(stored)
      if (!isEnded(progressOf(stored, now))) void studio.ensure(stored)
    }
    await removeOldFiles(rendersDirectory, now)
    await removeOldFiles(referencesDirectory, now)
  }
  // A directory that cannot be read shows at the first call; until then there is nobody to tell.
  const resumed = resume().catch(() => undefined)

  async function ledger(): Promise<LedgerEntry[]> {
    return (await listTasks()).map((stored) => {
      const { task } = stored
      const { state } = progressOf(stored, clock())
      return {
        vendor: task.vendor,
        apiKey: task.apiKey,
        vendorTaskId: task.id,
        prompt: task.order.prompt,
        reference: task.order.reference,
        createdAt: task.createdAt,
        creditsCharged: task.order.credits,
        isRefunded: state === 'failed' || state === 'cancelled',
        state,
      }
    })
  }

  async function handle(request: Request): Promise<Response> {
    const url = new URL(request.url)
    if (!request.url.startsWith(`${origin}/`)) throw new TypeError('fetch failed', { cause: new Error(`${url.origin} is not the sandbox`) })
    const [, vendor = '', first = '', ...rest] = url.pathname.split('/')
    if (vendor === '_ledger') return Response.json({ creates: await ledger() })
    const desk = desks.get(vendor)
    if (!desk) return Response.json({ message: 'Not found' }, { status: 404 })
    if (first === 'files' && rest.length === 1) return files.serve(vendor, rest[0] ?? '', url, request)
    return desk.handle(request, url.pathname.slice(vendor.length + 1), url.searchParams)
  }

  return {
    origin,
    async fetch(input, init) {
      const request = new Request(input, init)
      return Promise.race([handle(request), abortOf(request.signal)])
    },
    baseUrl(vendor) {
      requireDesk(vendor)
      return `${origin}/${vendor}${protocolOf(vendor)?.basePath ?? ''}`
    },
    apiKey(vendor) {
      requireDesk(vendor)
      return `sandbox-${vendor}`
    },
    ledger,
    async advance() {
      await resumed
      for (const stored of await listTasks()) if (!isEnded(progressOf(stored, clock()))) await studio.ensure(stored)
      await callbacks.advance()
    },
    async close() {
      await callbacks.close()
      if (!options.media) await media.close()
      await studio.close()
    },
  }
}
