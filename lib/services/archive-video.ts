import path from 'node:path'
import { advanceTask } from '#lib/data/advance-task.ts'
import { type ArchivingTask, claimCopy, claimDueCopies, type Lease } from '#lib/data/engine-tasks.ts'
import { renewLease, type TaskRow } from '#lib/data/tasks.ts'
import type { VendorAccount } from '#lib/data/vendor-health.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import { failure } from '#lib/generation/failure.ts'
import type { MediaFacts } from '#lib/media/media.ts'
import { callVendor } from '#lib/transport/call-vendor.ts'
import type { FetchRefusal } from '#lib/transport/safe-fetch.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { type MeasuredContent, writeMeasured } from './measure-content.ts'
import { failTask } from './settle-task.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'
import { fetchResult, resolveTaskConnection, vendorEndpoint } from './vendor-endpoint.ts'
import { recordVendorCall } from './vendor-health.ts'

const downloadTimeoutMs = 10 * 60_000
/** Renewed while the copy goes on, so that one whose process was killed is begun again soon. */
const leaseMs = 15_000
const maxResultBytes = 4 * 1024 ** 3
/**
 * - `gone`: the vendor's side says that there is no such file, or gives one that is none: five tries over about six minutes;
 * - `away`: the vendor's file server does not answer, or with a 5xx: as long as a result can be expected to live;
 * - `ours`: disk or storage is the trouble, so the take waits as long as it must;
 * - `refused`: the address leads into a private network.
 *
 * Before each try but the first the vendor is asked for a fresh address.
 */
type Fault = 'gone' | 'away' | 'ours' | 'refused'
type ArchiveResult = { ok: true; storageKey: string } | { ok: false; fault: Fault; detail: string }

const delaysMs = {
  gone: [2_000, 10_000, 60_000, 300_000],
  away: [2_000, 10_000, 60_000, 300_000, 900_000],
  ours: [2_000, 10_000, 30_000, 60_000, 300_000],
}
const awayForMs = 24 * 3_600_000
/** Why the take waits in `archiving`, as its row keeps it; tells which fault the attempts count. */
const waitReasons = { gone: null, away: 'vendor_unavailable', ours: 'storage' }
const archiveFailedWords = {
  gone: 'The finished file could not be fetched; asking the vendor for it again.',
  away: 'The vendor’s file server does not answer; trying again for a day.',
  ours: 'The finished file could not be stored here; trying again. Is the disk full?',
}

/** Copies a finished result: download to a temporary file, probe, SHA-256, storage; then the row. Never generates again. */
export async function archiveVideo(context: ServiceContext, viewer: EngineViewer, taskId: string): Promise<void> {
  const task = await claimCopy(viewer, context.database, taskId, newLease(context))
  if (task) await archiveClaimed(context, viewer, task)
}

/** Takes whose copy is due, leased to this process. */
export async function claimDueArchives(
  context: ServiceContext,
  viewer: EngineViewer,
  options: { count: number; except: readonly VendorAccount[] },
): Promise<ArchivingTask[]> {
  return claimDueCopies(viewer, context.database, { ...newLease(context), limit: options.count, except: options.except })
}

function newLease(context: ServiceContext): Lease {
  const now = context.clock()
  return { owner: context.workerId, now, until: new Date(now.getTime() + leaseMs) }
}

export interface KeptFilm {
  taskId: string
  storageKey: string
}

/** The film, when it is kept; what belongs beside it is made by `prepareVideo`. */
export async function archiveClaimed(context: ServiceContext, viewer: EngineViewer, task: ArchivingTask): Promise<KeptFilm | null> {
  const taskId = task.id
  const now = context.clock()
  const renewal = setInterval(() => {
    const until = new Date(context.clock().getTime() + leaseMs)
    renewLease(viewer, context.database.client, taskId, { state: 'archiving', owner: context.workerId, until }).catch((error: unknown) =>
      context.log.warn({ err: error, taskId }, 'lease not renewed'),
    )
  }, leaseMs / 3)
  const result = await copyResult(context, viewer, task).finally(() => clearInterval(renewal))
  if (result.ok) return { taskId, storageKey: result.storageKey }
  context.log.warn({ taskId, vendor: task.vendor, fault: result.fault, detail: result.detail, attempts: task.attempts }, 'archiving failed')
  if (result.fault === 'refused') {
    await failTask(context, viewer, task, failure('address_refused', { vendorMessage: result.detail }))
    return null
  }
  const { fault } = result
  const waitReason = waitReasons[fault]
  // Failures of another kind before say nothing about how often this one may be tried.
  const isNewFault = task.attempts === 0 || task.waitReason !== waitReason
  const attempts = isNewFault ? 0 : task.attempts
  const delayMs = delaysMs[fault][attempts] ?? delaysMs[fault].at(-1) ?? 0
  const isOver =
    (fault === 'gone' && attempts >= delaysMs.gone.length) ||
    (fault === 'away' && now.getTime() - (task.vendorDoneAt ?? task.createdAt).getTime() > awayForMs)
  if (isOver) {
    await failTask(context, viewer, task, failure('result_lost', { vendorMessage: result.detail, traceId: task.traceId }))
    return null
  }
  const dueAt = new Date(context.clock().getTime() + delayMs)
  const message = archiveFailedWords[fault]
  const kept = await advanceTask(viewer, context.database, {
    id: taskId,
    from: ['archiving'],
    to: 'archiving',
    patch: { attempts: attempts + 1, waitReason, dueAt, leaseOwner: null, leaseUntil: null },
    event: isNewFault ? { type: 'archive_failed', message, details: { detail: result.detail }, at: context.clock() } : null,
    now: context.clock(),
  })
  if (kept) context.queue.ring({ name: 'archive', taskId, startAfter: dueAt })
  return null
}

async function copyResult(context: ServiceContext, viewer: EngineViewer, task: ArchivingTask): Promise<ArchiveResult> {
  const { resultUrl: savedUrl } = task
  const url = task.attempts === 0 ? savedUrl : ((await askForFreshUrl(context, viewer, task)) ?? savedUrl)
  if (url === null) return { ok: false, fault: 'gone', detail: 'the vendor gave no address' }
  try {
    return await withTemporaryDirectory(context, 'archive', async (directory) => {
      const file = path.join(directory, 'result')
      const download = await downloadTo(context, url, file)
      if (!download.ok) return download
      const probed = await context.media.probe(file)
      if (!probed.ok) return { ok: false, fault: 'gone', detail: `the file is ${probed.reason}` }
      const { facts } = probed
      if (facts.kind !== 'video' || facts.width === null || facts.height === null || facts.duration === null) {
        return { ok: false, fault: 'gone', detail: `the file is ${facts.container}, not a video` }
      }
      return keepVideo(context, viewer, task, { file, url, facts, ...download })
    })
  } catch (error) {
    context.log.error({ err: error, taskId: task.id }, 'archiving stopped')
    return { ok: false, fault: 'ours', detail: error instanceof Error && 'code' in error ? String(error.code) : 'error' }
  }
}

async function downloadTo(
  context: ServiceContext,
  url: string,
  file: string,
): Promise<({ ok: true } & MeasuredContent) | Extract<ArchiveResult, { ok: false }>> {
  // A vendor may keep results on its own private host or forward to a plain http server: a film that was paid for is worth having all the same.
  const reach = { maxRedirects: 5, mayLeaveHttps: true, mayReachVendorHosts: true }
  const fetched = await fetchResult(context, url, { timeoutMs: downloadTimeoutMs, ...reach })
  if (!fetched.ok) {
    return { ok: false, fault: faultOf(fetched.reason), detail: `${fetched.reason}: ${fetched.detail}` }
  }
  const { response } = fetched
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    const fault = response.status >= 500 || response.status === 429 ? 'away' : 'gone'
    return { ok: false, fault, detail: `the file’s address answered ${response.status}` }
  }
  const expected = Number(response.headers.get('content-length') ?? Number.NaN)
  if (expected > maxResultBytes) {
    await response.body.cancel()
    return { ok: false, fault: 'gone', detail: 'the file is larger than 4 GB' }
  }
  const judge = (bytes: number) => (bytes > maxResultBytes ? new DownloadError('the file is larger than 4 GB') : null)
  let came: MeasuredContent
  try {
    came = await writeMeasured(fromVendor(response.body), file, judge)
  } catch (error) {
    if (isFileError(error)) throw error
    return { ok: false, fault: 'gone', detail: error instanceof DownloadError ? error.message : 'the download broke off' }
  }
  const encoded = response.headers.has('content-encoding')
  if (!encoded && Number.isFinite(expected) && came.bytes !== expected)
    return { ok: false, fault: 'gone', detail: `${came.bytes} of ${expected} bytes came` }
  return { ok: true, ...came }
}

/** Tells a connection that broke from a disk that is full. */
async function* fromVendor(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw new DownloadError(`the download broke off: ${error instanceof Error ? error.name : 'error'}`)
  }
}

function faultOf(reason: FetchRefusal): Fault {
  if (reason === 'address_refused') return 'refused'
  return reason === 'not_sent' || reason === 'no_answer' ? 'away' : 'gone'
}

class DownloadError extends Error {}

/** A full disk says no path, only that it was a write; a broken connection says `read` or `connect`. */
function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && ['open', 'write', 'close', 'fsync'].includes(String(error.syscall))
}

async function keepVideo(
  context: ServiceContext,
  viewer: EngineViewer,
  task: TaskRow,
  result: { file: string; url: string; facts: MediaFacts; sha256: string; bytes: number },
): Promise<ArchiveResult> {
  const { facts, sha256 } = result
  // The hash in the key keeps two workers that archive the same task at the same time from writing into one file.
  const storageKey = `videos/${task.id}/${sha256.slice(0, 16)}.${facts.container === 'mov' ? 'mov' : facts.container === 'webm' ? 'webm' : 'mp4'}`
  await context.storage.putFile(storageKey, result.file, { contentType: facts.contentType })
  const now = context.clock()
  const { origin, pathname } = new URL(result.url)
  await advanceTask(viewer, context.database, {
    id: task.id,
    from: ['archiving'],
    to: 'succeeded',
    patch: { finishedAt: now, dueAt: null, waitReason: null, leaseOwner: null, leaseUntil: null, attempts: 0, resultUrl: null },
    event: { type: 'succeeded', message: 'Saved here, with its checksum.', details: { sha256, bytes: result.bytes }, at: now },
    video: {
      taskId: task.id,
      storageKey,
      container: facts.container,
      videoCodec: facts.videoCodec,
      audioCodec: facts.audioCodec,
      width: facts.width ?? 0,
      height: facts.height ?? 0,
      duration: facts.duration ?? 0,
      bytes: result.bytes,
      sha256,
      sourceUrl: `${origin}${pathname}`,
      archivedAt: now,
    },
    now,
  })
  context.log.info({ taskId: task.id, vendor: task.vendor, bytes: result.bytes }, 'take archived')
  return { ok: true, storageKey }
}

/** Addresses of results expire; the vendor signs a new one whenever it is asked. */
async function askForFreshUrl(context: ServiceContext, viewer: EngineViewer, task: TaskRow): Promise<string | null> {
  const endpoint = vendorEndpoint(context, await resolveTaskConnection(context, task))
  if (!endpoint || task.vendorTaskId === null) return null
  const outcome = await callVendor(endpoint, vendors[task.vendor].query, { vendorTaskId: task.vendorTaskId }, { timeoutMs: 20_000 })
  await recordVendorCall(context, viewer, { vendor: task.vendor, isSandbox: task.isSandbox }, 'query', outcome)
  return outcome.kind === 'answered' && outcome.decoded.ok ? (outcome.decoded.value.video?.url ?? null) : null
}
