import { z } from 'zod'
import { plainOrder } from '../order.ts'
import type { Protocol, ReadOrder, Refusal, TaskReport, VendorReply } from '../protocol.ts'
import { createToken, isBlank, isHttpUrl, readBody } from '../read-body.ts'

const models = [
  'seedance2.0-480p',
  'seedance2.0-720p',
  'seedance2.0-1080p',
  'seedance2.0-4k',
  'seedance2.0-fast-480p',
  'seedance2.0-fast-720p',
  'seedance2.0-mini-480p',
  'seedance2.0-mini-720p',
] as const

const url = (name: string) => z.string({ error: `${name} must be a URL` }).refine(isHttpUrl, { error: `${name} must be a URL` })
const urls = (name: string) => z.array(url(name), { error: `${name} must be an array of URLs` })
const switchOf = (name: string) =>
  z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')], {
    error: `extra_body.${name} must be a boolean`,
  })

const durationError = { error: 'duration must be any value from 5 to 15' }
const secondsSchema = z.int(durationError).min(5, durationError).max(15, durationError)

const bodySchema = z
  .strictObject({
    model: z.enum(models, { error: 'model is not supported' }),
    prompt: z.string({ error: 'prompt is required' }).refine((prompt) => !isBlank(prompt), { error: 'prompt is required' }),
    duration: z
      .union(
        [
          secondsSchema,
          z
            .string()
            .regex(/^\d{1,2}$/)
            .transform(Number)
            .pipe(secondsSchema),
        ],
        durationError,
      )
      .default(5),
    aspect_ratio: z.enum(['9:16', '1:1', '16:9'], { error: 'aspect_ratio must be 9:16, 1:1, or 16:9' }).default('16:9'),
    image: url('image').optional(),
    last_image: url('last_image').optional(),
    images: urls('images').max(9, { error: 'images supports a maximum of 9 reference images' }).default([]),
    videos: urls('videos').max(3, { error: 'videos supports a maximum of 3 reference videos' }).default([]),
    audios: urls('audios').default([]),
    extra_body: z
      .strictObject({
        generate_audio: z.boolean({ error: 'extra_body.generate_audio must be a boolean' }).optional(),
        seed: z.int({ error: 'extra_body.seed must be an integer' }).optional(),
        watermark: switchOf('watermark').optional(),
        camera_fixed: switchOf('camera_fixed').optional(),
        return_last_frame: switchOf('return_last_frame').optional(),
        operation: z
          .enum(['reference_to_video', 'edit_video', 'extend_video', 'first_last_frame'], {
            error: 'extra_body.operation is not supported',
          })
          .optional(),
      })
      .default({}),
  })
  .superRefine((body, context) => {
    const problem = findProblem(body)
    if (problem) context.addIssue({ code: 'custom', path: [problem.field], message: problem.message })
  })

interface References {
  image?: string | undefined
  last_image?: string | undefined
  images: string[]
  videos: string[]
  audios: string[]
  extra_body: { operation?: string | undefined }
}

function findProblem(body: References): { field: string; message: string } | null {
  const { image, last_image: lastImage, images, videos, audios } = body
  const { operation } = body.extra_body
  const references = images.length + videos.length + audios.length
  if (lastImage !== undefined && image === undefined) return { field: 'last_image', message: 'last_image must be used with image' }
  if (image !== undefined && references > 0) return { field: 'image', message: 'image cannot be combined with images, videos or audios' }
  if (audios.length > 0 && images.length + videos.length === 0)
    return { field: 'audios', message: 'audios requires at least one reference image or video' }
  const incompatible = { field: 'extra_body.operation', message: `operation ${operation} is incompatible with the given input` }
  if (operation === 'first_last_frame' && lastImage === undefined) return incompatible
  if (operation === 'reference_to_video' && images.length + videos.length === 0) return incompatible
  const isOneVideo = videos.length === 1 && images.length === 0 && audios.length === 0
  if ((operation === 'edit_video' || operation === 'extend_video') && !isOneVideo) return incompatible
  return null
}

const shortSides: Record<string, number> = { '480p': 480, '720p': 720, '1080p': 720, '4k': 720 }
/** Documented nowhere; the sandbox's ledger needs a number. */
const creditsPerSecond: Record<string, number> = { '480p': 4, '720p': 8, '1080p': 16, '4k': 32 }

function readOrder(body: unknown): ReadOrder {
  const read = readBody(bodySchema, body)
  if (!read.ok) return read
  const { value } = read
  const resolution = value.model.split('-').at(-1) ?? '720p'
  const frames = [value.image, value.last_image].filter((frame) => frame !== undefined)
  const references = value.images.length + value.videos.length
  return {
    ok: true,
    order: {
      ...plainOrder,
      model: value.model,
      prompt: value.prompt,
      durationSeconds: value.duration,
      size: { by: 'ratio', ratio: value.aspect_ratio, shortSidePx: shortSides[resolution] ?? 720 },
      layout: frames.length > 0 ? (frames.length === 2 ? 'frames' : 'start') : references > 0 ? 'montage' : 'title',
      images: frames.length > 0 ? frames : value.images,
      videos: value.videos,
      audios: value.audios,
      referenceLimits: { minVideoSeconds: 2, maxVideoSeconds: 15, maxVideoSecondsTogether: 15 },
      seed: value.extra_body.seed ?? null,
      sound: value.extra_body.generate_audio ?? true,
      watermark: value.extra_body.watermark ?? false,
      cameraFixed: value.extra_body.camera_fixed ?? false,
      credits: value.duration * (creditsPerSecond[resolution] ?? 8),
    },
  }
}

/** The docs show no error body; this is the one of the gateway software whose paths the vendor has. */
function refuse(refusal: Refusal): VendorReply {
  const failed = (status: number, code: string, message: string, param: string | null = null): VendorReply => ({
    status,
    body: { error: { message, type: status < 500 ? 'invalid_request_error' : 'server_error', param, code } },
  })
  switch (refusal.kind) {
    case 'unauthorized':
      return failed(401, 'invalid_api_key', 'Invalid token')
    case 'no_route':
      return failed(404, 'not_found', 'Invalid URL')
    case 'invalid':
      return failed(400, 'invalid_request', refusal.message, refusal.field)
    case 'too_large':
      return failed(413, 'request_too_large', 'Request body too large')
    case 'no_credits':
      return failed(402, 'insufficient_user_quota', 'Insufficient balance')
    case 'busy':
      return failed(429, 'rate_limit_exceeded', 'Too many concurrent tasks, please try again later')
    case 'rejected':
      return failed(400, 'content_policy_violation', 'The prompt was rejected by the content policy', 'prompt')
    case 'task_not_found':
    case 'task_of_another_account':
      return failed(404, 'task_not_exist', 'task_not_exist')
    case 'not_cancellable':
      return failed(400, 'not_cancellable', 'Task cannot be cancelled')
    case 'internal':
      return failed(500, 'internal_error', 'Internal server error')
  }
}

const statuses = { queued: 'queued', running: 'in_progress', succeeded: 'completed', failed: 'failed', cancelled: 'failed' } as const

function tellTask({ task: { task }, progress, videoUrl, strangeStatus }: TaskReport): VendorReply {
  const failure = progress.failure ?? (progress.state === 'cancelled' ? { code: 'cancelled', message: 'Task was cancelled' } : null)
  return {
    status: 200,
    body: {
      id: task.id,
      task_id: task.id,
      object: 'video.generation.job',
      model: task.order.model,
      status: strangeStatus ?? statuses[progress.state],
      progress: Math.floor(progress.share * 100),
      ...(videoUrl === null ? {} : { video_url: videoUrl }),
      ...(failure === null ? {} : { error: failure }),
    },
  }
}

export const uniall: Protocol = {
  vendor: 'uniall',
  name: 'UniAll',
  basePath: '',
  keysInDocs: ['sk-***'],
  maxRunning: 10,
  callbackRetrySeconds: [],
  allowsJsonComments: false,
  createTaskId: () => `task_${createToken(24)}`,
  findCall(method, path) {
    if (method === 'POST' && path === '/v1/video/generations') return { kind: 'create' }
    const [, id] = /^\/v1\/videos\/([^/]+)$/.exec(path) ?? []
    return method === 'GET' && id !== undefined ? { kind: 'query', id } : null
  },
  readOrder,
  refuse,
  accept: tellTask,
  report: tellTask,
}
