import type { GenerationRequest } from '#lib/generation/request.ts'
import { findModeRules } from '../check-rules.ts'
import { explainReply } from '../explain-reply.ts'
import { findDrift, isRecord, readCredits, readId } from '../loose.ts'
import { readSnapshot, type StatusWords } from '../read-snapshot.ts'
import { requireUrls } from '../reference-urls.ts'
import { spellMentions } from '../spell-mentions.ts'
import type { Call, CreateInput, Decoded, Reply, Rules, Snapshot, VendorTask, VendorTaskRef } from '../vendor.ts'
import { type EnvelopeCreateBody, envelopeSchema } from './envelope-wire.ts'

/** `running` and `succeeded` are on the pages; the rest is what the vendors' public clients accept. */
const statusWords: StatusWords = {
  known: { running: 'running', succeeded: 'succeeded', failed: 'failed' },
  renamed: {
    success: 'succeeded',
    completed: 'succeeded',
    finished: 'succeeded',
    done: 'succeeded',
    fail: 'failed',
    error: 'failed',
    cancelled: 'cancelled',
    canceled: 'cancelled',
  },
}

export interface EnvelopeCodec {
  create: Call<CreateInput, VendorTask>
  query: Call<VendorTaskRef, Snapshot>
}

export function envelopeCodec(defaultModel: string, rules: Rules): EnvelopeCodec {
  return {
    create: {
      request: ({ request }) => ({ method: 'POST', path: '/video/seedance-2', body: encode(request, defaultModel, rules) }),
      decode: decodeCreate,
    },
    query: {
      request: ({ vendorTaskId }) => ({ method: 'GET', path: `/tasks?task_id=${encodeURIComponent(vendorTaskId)}` }),
      decode: decodeQuery,
    },
  }
}

function encode(request: GenerationRequest, defaultModel: string, rules: Rules): EnvelopeCreateBody {
  const modeRules = findModeRules({ name: '', models: [], defaultModel, rules }, request)
  const usesFrames = request.mode === 'image_to_video' || request.mode === 'first_last_frames'
  return {
    model: request.model ?? defaultModel,
    prompt: spellMentions(request.prompt ?? '', modeRules?.mentionStyle.value ?? 'as_typed'),
    function_mode: usesFrames ? 'first_last_frames' : 'omni_reference',
    ratio: request.ratio ?? modeRules?.ratio.value.default ?? '16:9',
    duration: request.duration ?? modeRules?.duration.value.default ?? 5,
    image_urls: requireUrls(request.images),
    audio_urls: requireUrls(request.audios),
    video_urls: requireUrls(request.videos),
  }
}

/** HTTP 200 may carry a failure: only `code` 200 is a success. */
function openEnvelope(reply: Reply) {
  if (reply.status < 200 || reply.status > 299 || !isRecord(reply.body)) return null
  const envelope = envelopeSchema.safeParse(reply.body).data
  if (!envelope?.data) return null
  if (envelope.code !== null && envelope.code !== undefined && envelope.code !== 200) return null
  const drift = findDrift(envelopeSchema, reply.body, envelope, ['code', 'trace_id', 'data.task_id', 'data.credits_cost'])
  return { data: envelope.data, traceId: envelope.trace_id ?? null, drift }
}

function decodeCreate(reply: Reply): Decoded<VendorTask> {
  const opened = openEnvelope(reply)
  const vendorTaskId = readId(opened?.data.task_id)
  if (!opened || vendorTaskId === null) return { ok: false, failure: explainReply(reply) }
  const { data, traceId, drift } = opened
  const value = { vendorTaskId, creditsCharged: readCredits(data.credits_cost), traceId, vendorStatus: data.status ?? null }
  return { ok: true, value, drift }
}

function decodeQuery(reply: Reply): Decoded<Snapshot> {
  const opened = openEnvelope(reply)
  // A task has at least one of them.
  const isTask = opened !== null && (readId(opened.data.task_id) !== null || readId(opened.data.status) !== null)
  if (!isTask) return { ok: false, failure: explainReply(reply) }
  const { data, traceId, drift } = opened
  const snapshot = readSnapshot(
    {
      status: data.status,
      video: { url: data.result?.video_url },
      errorMessage: data.result?.error_message,
      creditsCharged: data.credits_cost,
      traceId,
    },
    statusWords,
  )
  return { ok: true, value: snapshot.value, drift: [...drift, ...snapshot.drift] }
}
