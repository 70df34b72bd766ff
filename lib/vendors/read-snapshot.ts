import { failure } from '#lib/generation/failure.ts'
import { explainTaskFailure } from './explain-reply.ts'
import { readCredits, readPixels, readUrl } from './loose.ts'
import type { Drift, Snapshot } from './vendor.ts'

type State = Snapshot['state']

/** A vendor's own words for its states. `renamed` are other spellings that we understand and report. */
export interface StatusWords {
  known: Readonly<Record<string, State>>
  renamed: Readonly<Record<string, State>>
}

/** What an adapter found in an answer, before it is settled what that means. */
export interface TaskAnswer {
  status: string | null | undefined
  /** 0 to 1, or null. */
  progress?: number | null
  video?: { url: string | null | undefined; width?: number | null; height?: number | null } | null
  lastFrameUrl?: string | null
  creditsCharged?: number | null
  errorCode?: string | null
  errorMessage?: string | null
  traceId?: string | null
}

/**
 * One reading of a task for all vendors:
 * - a status nobody knows, or none at all, is `running` and drift: vendors rename statuses, and a paid take must not be given up for it;
 * - "succeeded" without an address is `failed` when the vendor gives an error, else still `running` and drift: the file may be a moment
 *   late, and the engine's deadline bounds the wait.
 */
export function readSnapshot(answer: TaskAnswer, words: StatusWords): { value: Snapshot; drift: Drift[] } {
  const { state: told, drift } = readStatus(answer.status, words)
  const url = readUrl(answer.video?.url)
  let state = told
  if (told === 'succeeded' && url === null) {
    state = hasText(answer.errorMessage) ? 'failed' : 'running'
    drift.push({ kind: 'missing_field', detail: 'video url' })
  }
  const traceId = answer.traceId ?? null
  const value: Snapshot = {
    state,
    progress: readProgress(answer.progress),
    video:
      state === 'succeeded' && url !== null
        ? { url, width: readPixels(answer.video?.width), height: readPixels(answer.video?.height) }
        : null,
    lastFrameUrl: readUrl(answer.lastFrameUrl),
    creditsCharged: readCredits(answer.creditsCharged),
    failure: null,
    vendorStatus: (answer.status ?? '').slice(0, 100),
    traceId,
  }
  const said = { code: answer.errorCode ?? null, message: answer.errorMessage ?? null, traceId }
  if (state === 'failed') value.failure = explainTaskFailure(said)
  if (state === 'cancelled')
    value.failure = failure('cancelled_by_vendor', {
      vendorCode: said.code,
      vendorMessage: hasText(said.message) ? said.message : null,
      traceId,
    })
  return { value, drift }
}

function readStatus(status: string | null | undefined, words: StatusWords): { state: State; drift: Drift[] } {
  if (!hasText(status)) return { state: 'running', drift: [{ kind: 'missing_field', detail: 'status' }] }
  if (Object.hasOwn(words.known, status)) return { state: words.known[status] ?? 'running', drift: [] }
  const lowered = status.trim().toLowerCase()
  const entries = [...Object.entries(words.known), ...Object.entries(words.renamed)]
  const renamed = entries.find(([word]) => word.toLowerCase() === lowered)
  const detail = status.slice(0, 100)
  if (renamed) return { state: renamed[1], drift: [{ kind: 'renamed_status', detail }] }
  return { state: 'running', drift: [{ kind: 'unknown_status', detail }] }
}

function readProgress(progress: number | null | undefined): number | null {
  return progress === null || progress === undefined || Number.isNaN(progress) ? null : Math.min(1, Math.max(0, progress))
}

function hasText(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text.trim() !== ''
}
