import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { plainOrder } from '../order.ts'
import type { Protocol, ReadOrder, Refusal, TaskReport, VendorReply } from '../protocol.ts'
import { isBlank, isHttpUrl, readBody } from '../read-body.ts'

const oneOf = <const Values extends readonly [string, ...string[]]>(name: string, values: Values) =>
  z.enum(values, { error: `${name} must be one of: ${values.join(', ')}` })

const urls = (name: string, max: number) =>
  z
    .array(z.string({ error: `${name} must be an array of strings` }).refine(isHttpUrl, { error: `${name} must contain valid URLs` }), {
      error: `${name} must be an array of strings`,
    })
    .max(max, { error: `${name} maximum: ${max}` })
    .default([])

const durationError = { error: 'duration must be between 4 and 15 seconds' }

const bodySchema = z
  .strictObject({
    model: oneOf('model', ['seedance_2_0', 'seedance_2_0_fast']).default('seedance_2_0'),
    prompt: z.string({ error: 'prompt is required' }).refine((prompt) => !isBlank(prompt), { error: 'prompt is required' }),
    function_mode: oneOf('function_mode', ['first_last_frames', 'omni_reference']).default('omni_reference'),
    ratio: oneOf('ratio', ['21:9', '16:9', '4:3', '1:1', '3:4', '9:16']).default('16:9'),
    duration: z.int(durationError).min(4, durationError).max(15, durationError).default(5),
    image_urls: urls('image_urls', 9),
    audio_urls: urls('audio_urls', 3),
    video_urls: urls('video_urls', 3),
  })
  .refine((body) => body.function_mode !== 'first_last_frames' || body.image_urls.length <= 2, {
    path: ['image_urls'],
    error: 'When function_mode = first_last_frames, a maximum of 2 images is allowed',
  })
  .refine(
    (body) =>
      body.function_mode !== 'omni_reference' || body.audio_urls.length === 0 || body.image_urls.length + body.video_urls.length > 0,
    {
      path: ['audio_urls'],
      error:
        'When function_mode = omni_reference, audio-only input is not allowed; at least one image or video must be included if audio is provided',
    },
  )

/** Not documented but for one example: 12 credits for the default 5 seconds. */
const creditsPerSecond = { seedance_2_0: 2.4, seedance_2_0_fast: 1.8 }

function readOrder(body: unknown): ReadOrder {
  const read = readBody(bodySchema, body)
  if (!read.ok) return read
  const { value } = read
  const isFrames = value.function_mode === 'first_last_frames'
  const images = value.image_urls.length
  const references = images + value.video_urls.length
  return {
    ok: true,
    order: {
      ...plainOrder,
      model: value.model,
      prompt: value.prompt,
      durationSeconds: value.duration,
      size: { by: 'ratio', ratio: value.ratio, shortSidePx: 720 },
      layout: isFrames && images > 0 ? (images === 2 ? 'frames' : 'start') : references > 0 ? 'montage' : 'title',
      images: value.image_urls,
      videos: isFrames ? [] : value.video_urls,
      audios: isFrames ? [] : value.audio_urls,
      credits: Math.round(value.duration * creditsPerSecond[value.model] * 10) / 10,
    },
  }
}

const envelope = (status: number, code: number, traceId: string, message: string | null, data: unknown): VendorReply => ({
  status,
  body: { code, trace_id: traceId, message, data },
})

/** A business failure comes with HTTP 200 and without `data`, as in the docs. */
const businessFailure = (traceId: string, message: string): VendorReply => ({
  status: 200,
  body: { code: 300111, trace_id: traceId, message },
})

function refuse(refusal: Refusal, traceId: string): VendorReply {
  const failed = (status: number, message: string) => envelope(status, status, traceId, message, null)
  switch (refusal.kind) {
    case 'unauthorized':
      return failed(401, 'Invalid or missing API key')
    case 'no_route':
      return failed(404, 'Not Found')
    case 'invalid':
      return failed(400, refusal.message)
    case 'too_large':
      return failed(413, 'Request body too large')
    case 'no_credits':
      return businessFailure(traceId, 'Insufficient API credits')
    case 'busy':
      return businessFailure(traceId, 'Parallel task limit reached.')
    case 'rejected':
      return failed(400, 'The prompt may contain sensitive content and was blocked by content moderation')
    case 'task_not_found':
    case 'task_of_another_account':
      return failed(404, 'Task not found')
    case 'not_cancellable':
      return failed(400, 'Task cannot be cancelled')
    case 'internal':
      return failed(500, 'Internal server error')
  }
}

const isoSeconds = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

function report({ task: { task }, progress, videoUrl, strangeStatus }: TaskReport): VendorReply {
  const ended = progress.finishedAt !== null
  const status = strangeStatus ?? (progress.state === 'queued' ? 'running' : progress.state)
  return envelope(200, 200, task.traceId, null, {
    task_id: task.id,
    status,
    model: task.order.model,
    created_at: isoSeconds(task.createdAt),
    updated_at: isoSeconds(progress.finishedAt ?? task.createdAt),
    credits_cost: task.order.credits,
    result: ended
      ? { video_url: videoUrl, error_message: progress.failure?.message ?? null, finished_at: isoSeconds(progress.finishedAt ?? 0) }
      : null,
  })
}

/** Two vendors, one software: they differ in name and host only. */
function createProtocol(vendor: 'loova' | 'outai', name: string): Protocol {
  return {
    vendor,
    name,
    basePath: '/api/v1',
    keysInDocs: ['<token>', '<api_key>'],
    maxRunning: 5,
    callbackRetrySeconds: [],
    allowsJsonComments: false,
    createTaskId: () => randomBytes(16).toString('hex'),
    findCall(method, path, query) {
      // The docs write the same endpoint with and without `/api`.
      const route = path.replace(/^\/api/, '')
      if (method === 'POST' && route === '/v1/video/seedance-2') return { kind: 'create' }
      if (method === 'GET' && route === '/v1/tasks') return { kind: 'query', id: query.get('task_id') ?? '' }
      return null
    },
    readOrder,
    refuse,
    accept: ({ task: { task } }) =>
      envelope(200, 200, task.traceId, null, {
        task_id: task.id,
        status: 'running',
        created_at: isoSeconds(task.createdAt),
        credits_cost: task.order.credits,
      }),
    report,
  }
}

export const loova = createProtocol('loova', 'Loova')
export const outai = createProtocol('outai', 'OutAI')
