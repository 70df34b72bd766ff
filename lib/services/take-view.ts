import type { TaskRow } from '#lib/data/tasks.ts'
import { chargedCredits } from '#lib/generation/charged-credits.ts'
import { type FailureWords, failureWordsFor, isFailureCode } from '#lib/generation/failure.ts'
import { isSettled } from '#lib/generation/task-state.ts'
import { previewStripSchema, type TakeView, type TaskView, takeViewSchema, taskViewSchema } from '#lib/generation/task-view.ts'
import { aspectOf } from '#lib/vendors/defaults.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { deliveredMismatch } from './delivered-mismatch.ts'
import { lineNote } from './line-note.ts'
import { listPastDurations, quantile } from './past-durations.ts'
import { resolveConnection } from './resolve-connection.ts'

/** A task as the HTTP API answers it. Parsed on the way out: what the schema does not name does not leave. */
export function toTaskView(context: ServiceContext, task: TaskRow): TaskView {
  const baseUrl = context.env.PUBLIC_URL ?? ''
  return taskViewSchema.parse(taskFields(task, `${baseUrl}/api/v1/tasks/${task.id}/video`))
}

/** A task as our own pages see it. */
export async function toTakeView(context: ServiceContext, task: TaskRow): Promise<TakeView> {
  const words = wordsOf(task)
  const canRetry = task.state === 'failed' || task.state === 'cancelled'
  return takeViewSchema.parse({
    ...taskFields(task, `/api/tasks/${task.id}/video`),
    isSandbox: task.isSandbox,
    requestHash: task.requestHash,
    posterUrl: task.video?.posterKey ? `/api/tasks/${task.id}/poster` : null,
    isPreparing: isPreparing(context, task),
    playUrl: task.video && `/api/tasks/${task.id}/video${task.video.playableKey === null ? '' : '?playable=1'}`,
    preview: previewOf(task, `/api/tasks/${task.id}/preview`),
    aspect: task.video ? task.video.width / task.video.height : aspectOf(task.request),
    note: (await lineNote(context, task)) ?? cancelNote(task) ?? noteOf(task),
    estimatedSecondsLeft: await estimateSecondsLeft(context, task),
    failureDetails: words && {
      title: words.title,
      money: words.money,
      advice: words.advice,
      vendorCode: task.vendorCode,
      vendorMessage: isOurs(task) ? null : task.vendorMessage,
    },
    mismatch: deliveredMismatch(task.request, task.video),
    canCancel:
      task.state === 'queued' || (task.state === 'running' && task.cancelRequestedAt === null && vendors[task.vendor].cancel !== undefined),
    canRetry,
    isRetryFree: canRetry && (await resolveConnection(context, task.vendor)).state !== 'live',
    isSettled: isSettled(task.state),
  })
}

/** A long film may get a copy in another codec; whatever takes longer is not worth asking for all the time. */
const preparingMs = 10 * 60_000

function isPreparing(context: ServiceContext, { video }: TaskRow): boolean {
  return video !== null && video.preparedAt === null && context.clock().getTime() - video.archivedAt.getTime() < preparingMs
}

function previewOf({ video }: TaskRow, url: string): TakeView['preview'] {
  const strip = previewStripSchema.safeParse(video?.preview)
  return video?.previewKey && strip.success ? { ...strip.data, url } : null
}

function wordsOf(task: TaskRow): FailureWords | null {
  if (!isFailureCode(task.failureCode)) return null
  const words = failureWordsFor(task.failureCode, task)
  return isOurs(task) && task.vendorMessage !== null ? { ...words, advice: `${task.vendorMessage} ${words.advice}` } : words
}

/** Nobody at the vendor said that: it was never asked. */
function isOurs(task: TaskRow): boolean {
  return task.failureCode === 'not_configured'
}

function taskFields(task: TaskRow, videoUrl: string) {
  const words = wordsOf(task)
  return {
    id: task.id,
    vendor: task.vendor,
    model: task.model,
    mode: task.mode,
    state: task.state,
    progress: task.progress,
    request: task.request,
    credits: { quoted: task.creditsQuoted, charged: chargedCredits(task) },
    failure:
      words && (task.state === 'failed' || task.state === 'unconfirmed')
        ? {
            code: task.failureCode,
            message: `${words.title} ${words.money} ${words.advice}`,
            action: words.action,
            status: words.httpStatus,
          }
        : null,
    video: task.video && {
      url: videoUrl,
      width: task.video.width,
      height: task.video.height,
      duration: task.video.duration,
      bytes: Number(task.video.bytes),
      sha256: task.video.sha256,
    },
    vendorTaskId: task.vendorTaskId,
    traceId: task.traceId,
    createdAt: task.createdAt.toISOString(),
    submittedAt: task.submittedAt?.toISOString() ?? null,
    finishedAt: task.finishedAt?.toISOString() ?? null,
  }
}

function cancelNote(task: TaskRow): string | null {
  if (task.state !== 'running' || task.cancelRequestedAt === null) return null
  return `You asked to cancel it; ${vendors[task.vendor].name} has not confirmed that yet. Dailies goes on asking.`
}

export function noteOf(task: Pick<TaskRow, 'vendor' | 'state' | 'waitReason' | 'attempts' | 'isSandbox'>): string | null {
  const vendor = vendors[task.vendor].name
  switch (task.state) {
    case 'queued':
      if (task.waitReason === 'slot') return `Waiting for a free place at ${vendor}.`
      if (task.waitReason === 'rate_limited') return `${vendor} asked us to wait a little.`
      if (task.waitReason === 'vendor_unavailable') return `${vendor} does not answer at the moment; this take is sent when it is back.`
      return null
    case 'submitting':
      return `Sending to ${vendor}.`
    case 'unconfirmed':
      return task.isSandbox
        ? `${vendor}’s sandbox did not confirm that it took this request, so it may be running. It is never sent again by itself.`
        : `${vendor} did not confirm that it took this request, so it may be running and may cost credits. It is never sent again by itself.`
    case 'running':
      if (task.attempts > 0) return `${vendor} did not answer the last check; asking again soon.`
      return null
    case 'archiving':
      if (task.waitReason === 'storage')
        return 'Finished at the vendor. This server’s storage is full or away; the file is copied as soon as it is back.'
      if (task.waitReason === 'vendor_unavailable')
        return `Finished; ${vendor}’s file server does not answer at the moment. Trying again for a day.`
      return task.attempts > 0 ? 'The finished file could not be copied yet; trying again.' : 'Copying the finished file.'
    default:
      return null
  }
}

const fewestSamples = 2

/** From what this installation has seen, or null: never invented. */
async function estimateSecondsLeft(context: ServiceContext, task: TaskRow): Promise<number | null> {
  if (task.state !== 'running' || !task.submittedAt) return null
  const median = quantile(await listPastDurations(context, task), 0.5, fewestSamples)
  if (median === null) return null
  const left = median - (context.clock().getTime() - task.submittedAt.getTime()) / 1000
  // Past its usual time we know nothing better than "any moment", and say so by saying nothing.
  return left > 0 ? Math.ceil(left) : null
}
