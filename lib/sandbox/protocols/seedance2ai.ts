import { z } from 'zod'
import { type Order, plainOrder } from '../order.ts'
import type { Protocol, ReadOrder, Refusal, TaskReport, VendorReply } from '../protocol.ts'
import { createToken, isBlank, isHttpUrl, readBody } from '../read-body.ts'

const resolutions = ['720x720', '720x960', '960x720', '1280x720', '720x1280', '1280x540'] as const

const isAsset = (value: string) => /^asset:\/\/[\w.-]+$/.test(value)

const list = (name: string, max: number, isAllowed: (value: string) => boolean) =>
  z
    .array(
      z.string({ error: `inputs.${name} must be an array of URLs` }).refine(isAllowed, { error: `inputs.${name} contains an invalid URL` }),
      { error: `inputs.${name} must be an array of URLs` },
    )
    .max(max, { error: `inputs.${name} supports at most ${max} files` })
    .default([])

const durationError = { error: 'inputs.duration must be between "4s" and "15s"' }
const resolutionError = { error: `inputs.resolution must be one of: ${resolutions.join(', ')}` }

const inputsSchema = z
  .strictObject(
    {
      prompt: z.string({ error: 'inputs.prompt must be a string' }).optional(),
      urls: list('urls', 9, (value) => isHttpUrl(value) || isAsset(value)),
      videoUrls: list('videoUrls', 3, isHttpUrl),
      audioUrls: list('audioUrls', 3, isHttpUrl),
      duration: z
        .string(durationError)
        .regex(/^([4-9]|1[0-5])s$/, durationError)
        .default('5s'),
      resolution: z.enum(resolutions, resolutionError).optional(),
      videoInputMode: z.enum(['keyframe', 'reference'], { error: 'inputs.videoInputMode must be "keyframe" or "reference"' }).optional(),
      upscaleResolution: z.enum(['2k', '4k'], { error: 'inputs.upscaleResolution must be "2k" or "4k"' }).optional(),
    },
    { error: (issue) => (issue.code === 'invalid_type' ? 'inputs is required' : undefined) },
  )
  .superRefine((inputs, context) => {
    const problem = findProblem(inputs)
    if (problem) context.addIssue({ code: 'custom', path: [problem.field], message: problem.message })
  })

interface Inputs {
  prompt?: string | undefined
  urls: string[]
  videoUrls: string[]
  audioUrls: string[]
  resolution?: string | undefined
  videoInputMode?: 'keyframe' | 'reference' | undefined
}

function findProblem(inputs: Inputs): { field: string; message: string } | null {
  const { urls, videoUrls, audioUrls, videoInputMode } = inputs
  if (videoInputMode === 'reference') {
    const files = urls.length + videoUrls.length + audioUrls.length
    if (files === 0) return { field: 'urls', message: 'Reference mode requires at least one reference file' }
    if (files > 12) return { field: 'urls', message: 'Reference mode supports at most 12 files in total' }
    if (inputs.resolution === undefined) return { field: 'resolution', message: 'inputs.resolution is required for reference mode' }
    return null
  }
  if (videoUrls.length > 0) return { field: 'videoUrls', message: 'inputs.videoUrls is only supported in reference mode' }
  if (audioUrls.length > 0) return { field: 'audioUrls', message: 'inputs.audioUrls is only supported in reference mode' }
  if (videoInputMode === 'keyframe' && urls.length !== 2)
    return { field: 'urls', message: 'Keyframe mode requires exactly 2 image URLs: [first_frame, last_frame]' }
  if (urls.length > 2) return { field: 'urls', message: 'inputs.urls supports at most 2 images outside reference mode' }
  if (urls.length === 0 && isBlank(inputs.prompt)) return { field: 'prompt', message: 'inputs.prompt is required for text-to-video' }
  if (urls.length > 0 && inputs.resolution !== undefined)
    return { field: 'resolution', message: 'inputs.resolution is not supported when the frame decides the size' }
  return null
}

const bodySchema = z.strictObject({
  model: z.enum(['seedance2', 'seedance2-fast'], { error: 'model must be "seedance2" or "seedance2-fast"' }),
  inputs: inputsSchema,
  callBackUrl: z.string({ error: 'callBackUrl must be a URL' }).refine(isHttpUrl, { error: 'callBackUrl must be a URL' }).optional(),
})

function parseSize(resolution: string): Order['size'] {
  const [width = 1280, height = 720] = resolution.split('x').map(Number)
  return { by: 'exact', width, height }
}

function readOrder(body: unknown): ReadOrder {
  const read = readBody(bodySchema, body)
  if (!read.ok) return read
  const { model, inputs, callBackUrl } = read.value
  const seconds = Number.parseInt(inputs.duration, 10)
  const isReference = inputs.videoInputMode === 'reference'
  const base = seconds * (model === 'seedance2' ? 40 : 32) * (isReference && inputs.videoUrls.length > 0 ? 2 : 1)
  const upscale = inputs.upscaleResolution === undefined ? 0 : seconds * (inputs.upscaleResolution === '2k' ? 20 : 40)
  const isFramed = !isReference && inputs.urls.length > 0
  return {
    ok: true,
    order: {
      ...plainOrder,
      model,
      prompt: inputs.prompt ?? '',
      durationSeconds: seconds,
      size: isFramed ? { by: 'image', shortSidePx: 720 } : parseSize(inputs.resolution ?? '1280x720'),
      layout: isReference
        ? inputs.urls.length + inputs.videoUrls.length > 0
          ? 'montage'
          : 'title'
        : ((['title', 'start', 'frames'] as const)[inputs.urls.length] ?? 'title'),
      images: inputs.urls,
      videos: inputs.videoUrls,
      audios: inputs.audioUrls,
      referenceLimits: isReference ? { minImageShortSidePx: 400, maxVideoSeconds: 15, maxAudioSeconds: 15 } : {},
      credits: base + upscale,
      callbackUrl: callBackUrl ?? null,
      reference: callBackUrl ?? null,
    },
  }
}

function refuse(refusal: Refusal): VendorReply {
  const failed = (status: number, message: string, headers: Record<string, string> = {}): VendorReply => ({
    status,
    body: { message },
    headers,
  })
  switch (refusal.kind) {
    case 'unauthorized':
      return failed(401, 'Invalid or missing API key')
    case 'no_route':
      return failed(404, 'Not found')
    case 'invalid':
      return failed(400, refusal.message)
    case 'too_large':
      return failed(413, 'Request body too large')
    case 'no_credits':
      return failed(402, 'Insufficient credits')
    case 'busy':
      return failed(429, 'Concurrency limit reached: maximum 3 concurrent tasks')
    case 'rejected':
      return failed(400, 'Your prompt was flagged by content moderation')
    case 'task_not_found':
      return failed(404, 'Task not found')
    case 'task_of_another_account':
      return failed(403, 'Access denied')
    case 'not_cancellable':
      return failed(400, 'Task cannot be cancelled')
    case 'internal':
      return failed(500, 'Internal server error')
  }
}

const statuses = { queued: 'PENDING', running: 'PROCESSING', succeeded: 'COMPLETED', failed: 'FAILED', cancelled: 'FAILED' } as const

function tellTask({ task: { task, events }, progress, videoUrl, strangeStatus }: TaskReport) {
  return {
    taskId: task.id,
    model: task.order.model,
    status: strangeStatus?.toUpperCase() ?? statuses[progress.state],
    creditsUsed: progress.state === 'failed' || progress.state === 'cancelled' ? 0 : task.order.credits,
    output: videoUrl === null ? null : [{ url: videoUrl, width: events.rendered?.width, height: events.rendered?.height }],
    error: progress.failure?.message ?? (progress.state === 'cancelled' ? 'Task was cancelled' : null),
    createTime: task.createdAt,
    completeTime: progress.finishedAt,
  }
}

export const seedance2ai: Protocol = {
  vendor: 'seedance2ai',
  name: 'Seedance2 AI',
  basePath: '/api/v1',
  keysInDocs: ['YOUR_API_KEY'],
  maxRunning: 3,
  callbackRetrySeconds: [1, 5, 30],
  allowsJsonComments: true,
  createTaskId: () => `task_${createToken(12)}`,
  findCall(method, path, query) {
    if (method === 'POST' && path === '/api/v1/jobs/createTask') return { kind: 'create' }
    if (method === 'GET' && path === '/api/v1/jobs/queryTask') return { kind: 'query', id: query.get('taskId') ?? '' }
    if (method === 'GET' && path === '/api/v1/account/credits') return { kind: 'balance' }
    return null
  },
  readOrder,
  refuse,
  accept: ({ task: { task } }) => ({ status: 200, body: { taskId: task.id } }),
  report: (report) => ({ status: 200, body: tellTask(report) }),
  callback: tellTask,
  balance: ({ total, available }) => ({ status: 200, body: { credits: total, availableCredits: available } }),
}
