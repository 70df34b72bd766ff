import type { GenerationRequest } from '#lib/generation/request.ts'
import { checkRules, findModeRules } from '../check-rules.ts'
import { explainReply } from '../explain-reply.ts'
import { findDrift, isRecord, readId } from '../loose.ts'
import { quotePrice } from '../quote-price.ts'
import { readSnapshot, type StatusWords } from '../read-snapshot.ts'
import { readPrompt, requireUrls } from '../reference-urls.ts'
import { docsPage, sourced } from '../sourced.ts'
import type { Balance, CreateInput, Decoded, Reply, Snapshot, Vendor, VendorTask } from '../vendor.ts'
import { pixelSizes, seedance2aiModels, seedance2aiRules } from './rules.ts'
import { balanceReplySchema, createReplySchema, type Seedance2aiCreateBody, type Seedance2aiInputs, taskReplySchema } from './wire.ts'

const { documented } = docsPage('docs/seedance2ai.txt')
const defaultModel = 'seedance2'
const book = { name: 'Seedance2 AI', models: seedance2aiModels, defaultModel, rules: seedance2aiRules }

/** A sister site of the same software answers the renamed ones. */
const statusWords: StatusWords = {
  known: { PENDING: 'queued', PROCESSING: 'running', COMPLETED: 'succeeded', FAILED: 'failed' },
  renamed: { waiting: 'queued', generating: 'running', success: 'succeeded', fail: 'failed' },
}

/** 429 is “Concurrency limit (3 tasks)”: a place becomes free by itself. */
const explain = (reply: Reply) => explainReply(reply, 'busy')

export const seedance2ai: Vendor = {
  ...book,
  id: 'seedance2ai',
  docsUrl: 'https://seedance2-ai.ai',
  consoleUrl: 'https://seedance2-ai.ai',
  defaultBaseUrl: 'https://seedance2-ai.ai/api/v1',
  pollSeconds: sourced({ first: 5, steady: 5 }, documented('sleep 5')),
  maxRunning: sourced(3, documented('Concurrency limit (3 tasks)')),
  check: (request, facts) => checkRules(book, request, facts),
  quote: (request) => quotePrice(book, request),
  create: {
    request: (input) => ({ method: 'POST', path: '/jobs/createTask', body: encode(input) }),
    decode: decodeCreate,
  },
  query: {
    request: ({ vendorTaskId }) => ({ method: 'GET', path: `/jobs/queryTask?taskId=${encodeURIComponent(vendorTaskId)}` }),
    decode: decodeQuery,
  },
  balance: {
    request: () => ({ method: 'GET', path: '/account/credits' }),
    decode: decodeBalance,
  },
  callback: {
    decode: (body) => ({ vendorTaskId: readId(taskReplySchema.safeParse(body).data?.taskId), reference: null }),
  },
  explain,
}

function encode({ request, callbackUrl }: CreateInput): Seedance2aiCreateBody {
  const body: Seedance2aiCreateBody = { model: request.model ?? defaultModel, inputs: encodeInputs(request) }
  if (callbackUrl !== undefined) body.callBackUrl = callbackUrl
  return body
}

function encodeInputs(request: GenerationRequest): Seedance2aiInputs {
  const inputs: Seedance2aiInputs = {
    duration: `${request.duration ?? findModeRules(book, request)?.duration.value.default ?? 5}s`,
  }
  const prompt = readPrompt(request.prompt)
  if (prompt !== undefined) inputs.prompt = prompt
  const lists = { urls: requireUrls(request.images), videoUrls: requireUrls(request.videos), audioUrls: requireUrls(request.audios) }
  if (lists.urls.length > 0) inputs.urls = lists.urls
  if (lists.videoUrls.length > 0) inputs.videoUrls = lists.videoUrls
  if (lists.audioUrls.length > 0) inputs.audioUrls = lists.audioUrls
  const pixelSize = Object.entries(pixelSizes).find(([ratio]) => ratio === request.ratio)?.[1]
  if (pixelSize !== undefined) inputs.resolution = pixelSize
  if (request.upscale !== undefined) inputs.upscaleResolution = request.upscale
  if (request.mode === 'first_last_frames') inputs.videoInputMode = 'keyframe'
  if (request.mode === 'reference') inputs.videoInputMode = 'reference'
  return inputs
}

function isAnswered(reply: Reply): boolean {
  return reply.status >= 200 && reply.status < 300 && isRecord(reply.body)
}

function decodeCreate(reply: Reply): Decoded<VendorTask> {
  const parsed = createReplySchema.safeParse(reply.body).data
  const vendorTaskId = readId(parsed?.taskId)
  if (!isAnswered(reply) || vendorTaskId === null) return { ok: false, failure: explain(reply) }
  return {
    ok: true,
    value: { vendorTaskId, creditsCharged: null, traceId: null, vendorStatus: null },
    drift: findDrift(createReplySchema, reply.body, parsed),
  }
}

function decodeQuery(reply: Reply): Decoded<Snapshot> {
  const parsed = taskReplySchema.safeParse(reply.body).data
  // An error body has neither; a task has at least one of them.
  const isTask = parsed !== undefined && (readId(parsed.taskId) !== null || readId(parsed.status) !== null)
  if (!isAnswered(reply) || !isTask) return { ok: false, failure: explain(reply) }
  const output = parsed.output?.find((entry) => entry?.url)
  const snapshot = readSnapshot(
    {
      status: parsed.status,
      video: output ? { url: output.url, width: output.width, height: output.height } : null,
      creditsCharged: parsed.creditsUsed,
      errorMessage: parsed.error,
    },
    statusWords,
  )
  const expected = snapshot.value.state === 'succeeded' ? ['taskId', 'creditsUsed'] : ['taskId']
  return { ok: true, value: snapshot.value, drift: [...findDrift(taskReplySchema, reply.body, parsed, expected), ...snapshot.drift] }
}

function decodeBalance(reply: Reply): Decoded<Balance> {
  const parsed = balanceReplySchema.safeParse(reply.body).data
  const available = parsed?.availableCredits ?? parsed?.credits ?? null
  if (!isAnswered(reply) || !parsed || available === null) return { ok: false, failure: explain(reply) }
  return { ok: true, value: { available }, drift: findDrift(balanceReplySchema, reply.body, parsed, ['availableCredits']) }
}
