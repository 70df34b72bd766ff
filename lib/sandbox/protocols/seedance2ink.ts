import { z } from 'zod'
import { plainOrder } from '../order.ts'
import type { Protocol, ReadOrder, Refusal, TaskReport, VendorReply } from '../protocol.ts'
import { createToken, isBlank, isHttpUrl, readBody } from '../read-body.ts'

const prefix = '/api/open/v1'

const endings = {
  image: ['jpg', 'jpeg', 'png', 'webp', 'gif', 'bmp'],
  video: ['mp4', 'mov', 'm4v'],
  audio: ['mp3', 'wav'],
} as const
type MediaKind = keyof typeof endings
const kinds: readonly MediaKind[] = ['image', 'video', 'audio']

/** The vendor tells the kind of a file by the end of its address. */
function findKind(url: string): MediaKind | null {
  const ending = URL.canParse(url) ? (new URL(url).pathname.split('.').at(-1)?.toLowerCase() ?? '') : ''
  return kinds.find((kind) => endings[kind].some((known) => known === ending)) ?? null
}

const mediaUrl = z
  .string({ error: 'mediaUrls must be an array of URLs' })
  .refine((value) => isHttpUrl(value) && new URL(value).protocol === 'https:', { error: 'mediaUrls must be public HTTPS URLs' })
  .refine((value) => findKind(value) !== null, { error: 'mediaUrls contains an unsupported file type' })

const durationError = { error: 'duration must be an integer between 4 and 15' }

const bodySchema = z
  .strictObject({
    model: z.enum(['seedance-2.0', 'seedance-2.0-fast', 'seedance-1.5-pro'], {
      error: 'model must be one of seedance-2.0, seedance-2.0-fast, seedance-1.5-pro',
    }),
    prompt: z.string({ error: 'prompt is required' }).refine((prompt) => !isBlank(prompt), { error: 'prompt is required' }),
    aspectRatio: z.enum(['16:9', '9:16', '1:1'], { error: 'aspectRatio must be one of 16:9, 9:16, 1:1' }).default('16:9'),
    duration: z.int(durationError).min(4, durationError).max(15, durationError).default(5),
    resolution: z.enum(['480p', '720p', '1080p'], { error: 'resolution must be one of 480p, 720p, 1080p' }).default('720p'),
    mediaUrls: z
      .array(mediaUrl, { error: 'mediaUrls must be an array of URLs' })
      .min(1, { error: 'mediaUrls must contain 1 to 5 URLs' })
      .max(5, { error: 'mediaUrls must contain 1 to 5 URLs' })
      .optional(),
    webhookUrl: z.string({ error: 'webhookUrl must be a URL' }).refine(isHttpUrl, { error: 'webhookUrl must be a URL' }).optional(),
    metadata: z.record(z.string(), z.unknown(), { error: 'metadata must be an object' }).optional(),
  })
  .refine((body) => body.model !== 'seedance-1.5-pro' || body.duration === 5 || body.duration === 10, {
    path: ['duration'],
    error: 'duration must be 5 or 10 for seedance-1.5-pro',
  })

const shortSides = { '480p': 480, '720p': 720, '1080p': 720 }
/** From one documented example: 40 credits for 5 seconds of seedance-2.0 at 720p. */
const creditsPerSecond = {
  'seedance-2.0': { '480p': 4, '720p': 8, '1080p': 16 },
  'seedance-2.0-fast': { '480p': 3, '720p': 6, '1080p': 12 },
  'seedance-1.5-pro': { '480p': 2, '720p': 4, '1080p': 8 },
}

function readOrder(body: unknown): ReadOrder {
  const read = readBody(bodySchema, body)
  if (!read.ok) return read
  const { value } = read
  const media = value.mediaUrls ?? []
  const ofKind = (kind: MediaKind) => media.filter((url) => findKind(url) === kind)
  const images = ofKind('image')
  const videos = ofKind('video')
  const areFrames = images.length === media.length && media.length <= 2
  return {
    ok: true,
    order: {
      ...plainOrder,
      model: value.model,
      prompt: value.prompt,
      durationSeconds: value.duration,
      size: { by: 'ratio', ratio: value.aspectRatio, shortSidePx: shortSides[value.resolution] },
      layout: images.length + videos.length === 0 ? 'title' : areFrames ? (images.length === 2 ? 'frames' : 'start') : 'montage',
      images,
      videos,
      audios: ofKind('audio'),
      credits: value.duration * creditsPerSecond[value.model][value.resolution],
      callbackUrl: value.webhookUrl ?? null,
      reference: value.metadata === undefined ? null : JSON.stringify(value.metadata),
      echo: { aspectRatio: value.aspectRatio, ...(value.metadata === undefined ? {} : { metadata: value.metadata }) },
    },
  }
}

function refuse(refusal: Refusal): VendorReply {
  const failed = (status: number, code: string, message: string): VendorReply => ({
    status,
    body: { success: false, error: { code, message } },
  })
  switch (refusal.kind) {
    case 'unauthorized':
      return failed(401, 'unauthorized', 'Invalid or missing API key')
    case 'no_route':
      return failed(404, 'not_found', 'Not found')
    case 'invalid':
      return failed(400, 'invalid_request', refusal.message)
    case 'too_large':
      return failed(413, 'payload_too_large', 'Request body too large')
    case 'no_credits':
      return failed(402, 'insufficient_credits', 'Insufficient credits')
    case 'busy':
      return failed(429, 'concurrency_limit_exceeded', 'Too many tasks are running')
    case 'rejected':
      return failed(400, 'content_policy_violation', 'The prompt was rejected by content moderation')
    case 'task_not_found':
    case 'task_of_another_account':
      return failed(404, 'not_found', 'Request not found')
    case 'not_cancellable':
      return failed(409, 'not_cancellable', 'Only queued or processing tasks can be cancelled')
    case 'internal':
      return failed(500, 'internal_error', 'Internal server error')
  }
}

const statuses = { queued: 'queued', running: 'processing', succeeded: 'succeeded', failed: 'failed', cancelled: 'cancelled' } as const

function tellTask({ task: { task }, progress, videoUrl, strangeStatus }: TaskReport) {
  return {
    success: true,
    requestId: task.id,
    status: strangeStatus ?? statuses[progress.state],
    model: task.order.model,
    prompt: task.order.prompt,
    duration: task.order.durationSeconds,
    aspectRatio: task.order.echo.aspectRatio,
    output: videoUrl === null ? null : { type: 'video', url: videoUrl },
    error: progress.failure,
  }
}

export const seedance2ink: Protocol = {
  vendor: 'seedance2ink',
  name: 'Seedance2.ink',
  basePath: '',
  keysInDocs: ['sd2_live_your_api_key'],
  maxRunning: 5,
  callbackRetrySeconds: [1, 5, 30],
  allowsJsonComments: false,
  createTaskId: () => `req_${createToken(16)}`,
  findCall(method, path) {
    if (method === 'POST' && path === `${prefix}/video/generations`) return { kind: 'create' }
    if (method === 'GET' && path === `${prefix}/models`) return { kind: 'models' }
    const [, id, action] = /^\/api\/open\/v1\/video\/generations\/([^/]+)(\/cancel)?$/.exec(path) ?? []
    if (id === undefined) return null
    if (method === 'POST' && action !== undefined) return { kind: 'cancel', id }
    return method === 'GET' && action === undefined ? { kind: 'query', id } : null
  },
  readOrder,
  refuse,
  accept: ({ task: { task } }) => ({
    status: 200,
    body: { success: true, requestId: task.id, status: 'queued', creditsCharged: task.order.credits },
  }),
  report: (report) => ({ status: 200, body: tellTask(report) }),
  /** The docs: metadata is "saved with the request for internal reconciliation"; it comes back with the result. */
  callback: (report) => ({ ...tellTask(report), metadata: report.task.task.order.echo.metadata ?? null }),
  cancelled: ({ task: { task } }) => ({ status: 200, body: { success: true, requestId: task.id, status: 'cancelled' } }),
  /** The docs name this call and nothing of its answer. */
  models: () => ({
    status: 200,
    body: {
      success: true,
      models: Object.entries(creditsPerSecond).map(([id, prices]) => ({
        id,
        durations: id === 'seedance-1.5-pro' ? [5, 10] : [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        aspectRatios: ['16:9', '9:16', '1:1'],
        resolutions: Object.keys(prices),
        creditsPerSecond: prices,
      })),
    },
  }),
}
