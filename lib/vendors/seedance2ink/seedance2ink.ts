import { checkRules, findModeRules } from '../check-rules.ts'
import { explainReply } from '../explain-reply.ts'
import { findDrift, isRecord, readCredits, readId } from '../loose.ts'
import { quotePrice } from '../quote-price.ts'
import { readSnapshot, type StatusWords } from '../read-snapshot.ts'
import { requireUrls } from '../reference-urls.ts'
import { ours, sourced } from '../sourced.ts'
import type { CallbackHint, CreateInput, Decoded, Reply, Snapshot, Vendor, VendorTask, VendorTaskRef } from '../vendor.ts'
import { seedance2inkModels, seedance2inkRules } from './rules.ts'
import { createReplySchema, type Seedance2inkCreateBody, taskReplySchema } from './wire.ts'

const defaultModel = 'seedance-2.0'
const book = { name: 'Seedance2.ink', models: seedance2inkModels, defaultModel, rules: seedance2inkRules }
const generations = '/api/open/v1/video/generations'

const statusWords: StatusWords = {
  known: { queued: 'queued', processing: 'running', succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled' },
  renamed: { canceled: 'cancelled' },
}

export const seedance2ink: Vendor = {
  ...book,
  id: 'seedance2ink',
  docsUrl: 'https://www.seedance2.ink',
  consoleUrl: 'https://www.seedance2.ink',
  defaultBaseUrl: 'https://www.seedance2.ink',
  pollSeconds: sourced({ first: 5, steady: 10 }, ours('No interval is documented.')),
  maxRunning: null,
  check: (request, facts) => checkRules(book, request, facts),
  quote: (request) => quotePrice(book, request),
  create: {
    request: (input) => ({ method: 'POST', path: generations, body: encode(input) }),
    decode: decodeCreate,
  },
  query: {
    request: (task) => ({ method: 'GET', path: taskPath(task) }),
    decode: decodeTask,
  },
  cancel: {
    request: (task) => ({ method: 'POST', path: `${taskPath(task)}/cancel` }),
    decode: decodeTask,
  },
  callback: { decode: decodeCallback },
  explain: (reply) => explainReply(reply),
}

function taskPath({ vendorTaskId }: VendorTaskRef): string {
  return `${generations}/${encodeURIComponent(vendorTaskId)}`
}

function encode({ request, callbackUrl, reference }: CreateInput): Seedance2inkCreateBody {
  const body: Seedance2inkCreateBody = {
    model: request.model ?? defaultModel,
    prompt: request.prompt ?? '',
    duration: request.duration ?? findModeRules(book, request)?.duration.value.default ?? 5,
  }
  if (request.ratio !== undefined) body.aspectRatio = request.ratio
  if (request.resolution !== undefined) body.resolution = request.resolution
  // One flat list: the vendor tells the mode from what is in it.
  const mediaUrls = [...requireUrls(request.images), ...requireUrls(request.videos), ...requireUrls(request.audios)]
  if (mediaUrls.length > 0) body.mediaUrls = mediaUrls
  if (callbackUrl !== undefined) body.webhookUrl = callbackUrl
  if (reference !== undefined) body.metadata = { dailiesTaskId: reference }
  return body
}

/** `success: false` is a refusal, whatever the HTTP status. `success: true` says only that the call was read: the task may have failed. */
function isAnswered(reply: Reply): boolean {
  return reply.status >= 200 && reply.status < 300 && isRecord(reply.body) && reply.body.success !== false
}

function decodeCreate(reply: Reply): Decoded<VendorTask> {
  const parsed = createReplySchema.safeParse(reply.body).data
  const vendorTaskId = readId(parsed?.requestId)
  if (!isAnswered(reply) || !parsed || vendorTaskId === null) return { ok: false, failure: explainReply(reply) }
  const value = { vendorTaskId, creditsCharged: readCredits(parsed.creditsCharged), traceId: null, vendorStatus: parsed.status ?? null }
  return { ok: true, value, drift: findDrift(createReplySchema, reply.body, parsed, ['creditsCharged']) }
}

function decodeTask(reply: Reply): Decoded<Snapshot> {
  const parsed = taskReplySchema.safeParse(reply.body).data
  const isTask = parsed !== undefined && (readId(parsed.requestId) !== null || readId(parsed.status) !== null)
  if (!isAnswered(reply) || !isTask) return { ok: false, failure: explainReply(reply) }
  const snapshot = readSnapshot(
    {
      status: parsed.status,
      video: { url: parsed.output?.url },
      creditsCharged: parsed.creditsCharged,
      errorCode: parsed.error?.code,
      errorMessage: parsed.error?.message,
    },
    statusWords,
  )
  return { ok: true, value: snapshot.value, drift: [...findDrift(taskReplySchema, reply.body, parsed, ['requestId']), ...snapshot.drift] }
}

/** "Callback URL that receives the final task result": its shape is not documented, so it is looked for at the top and under `data`. */
function decodeCallback(body: unknown): CallbackHint {
  const inner = isRecord(body) && isRecord(body.data) ? body.data : null
  const found = [body, inner].map((candidate) => taskReplySchema.safeParse(candidate).data)
  return {
    vendorTaskId: found.map((task) => readId(task?.requestId)).find((id) => id !== null) ?? null,
    reference: found.map((task) => readId(task?.metadata?.dailiesTaskId)).find((id) => id !== null) ?? null,
  }
}
