import type { GenerationRequest } from '#lib/generation/request.ts'
import { checkRules, findModeRules } from '../check-rules.ts'
import { explainReply } from '../explain-reply.ts'
import { findDrift, isRecord, readId, readUrl } from '../loose.ts'
import { quotePrice } from '../quote-price.ts'
import { readSnapshot, type StatusWords } from '../read-snapshot.ts'
import { requireUrls } from '../reference-urls.ts'
import { ours, sourced } from '../sourced.ts'
import type { Decoded, Reply, Snapshot, Vendor, VendorTask } from '../vendor.ts'
import { uniallModels, uniallRules } from './rules.ts'
import { taskReplySchema, type UniallCreateBody, type UniallExtraBody, type UniallTaskReply } from './wire.ts'

const defaultModel = 'seedance2.0'
const book = { name: 'UniAll', models: uniallModels, defaultModel, rules: uniallRules }

/** `completed` is on the model's page; the others are on the vendor's query pages. */
const statusWords: StatusWords = {
  known: { queued: 'queued', in_progress: 'running', completed: 'succeeded', failed: 'failed' },
  renamed: { cancelled: 'cancelled', canceled: 'cancelled' },
}

export const uniall: Vendor = {
  ...book,
  id: 'uniall',
  docsUrl: null,
  consoleUrl: null,
  // `{BASE_URL}` in the docs: every customer has an own one.
  defaultBaseUrl: null,
  pollSeconds: sourced({ first: 5, steady: 10 }, ours('No interval is documented.')),
  maxRunning: null,
  check: (request, facts) => checkRules(book, request, facts),
  quote: (request) => quotePrice(book, request),
  create: {
    request: ({ request }) => ({ method: 'POST', path: '/v1/video/generations', body: encode(request) }),
    decode: decodeCreate,
  },
  query: {
    request: ({ vendorTaskId }) => ({ method: 'GET', path: `/v1/videos/${encodeURIComponent(vendorTaskId)}` }),
    decode: decodeQuery,
  },
  explain: (reply) => explainReply(reply),
}

function encode(request: GenerationRequest): UniallCreateBody {
  const rules = findModeRules(book, request)
  const body: UniallCreateBody = {
    model: `${request.model ?? defaultModel}-${request.resolution ?? '720p'}`,
    prompt: request.prompt ?? '',
    duration: request.duration ?? rules?.duration.value.default ?? 5,
  }
  if (request.ratio !== undefined) body.aspect_ratio = request.ratio
  Object.assign(body, encodeFiles(request))
  const extraBody = encodeExtraBody(request)
  if (Object.keys(extraBody).length > 0) body.extra_body = extraBody
  return body
}

function encodeFiles(request: GenerationRequest): Pick<UniallCreateBody, 'image' | 'last_image' | 'images' | 'videos' | 'audios'> {
  const images = requireUrls(request.images)
  if (request.mode === 'image_to_video') return { image: images[0] ?? '' }
  if (request.mode === 'first_last_frames') return { image: images[0] ?? '', last_image: images[1] ?? '' }
  const videos = requireUrls(request.videos)
  const audios = requireUrls(request.audios)
  return {
    ...(images.length > 0 && { images }),
    ...(videos.length > 0 && { videos }),
    ...(audios.length > 0 && { audios }),
  }
}

function encodeExtraBody(request: GenerationRequest): UniallExtraBody {
  const extraBody: UniallExtraBody = {}
  if (request.generateAudio !== undefined) extraBody.generate_audio = request.generateAudio
  if (request.seed !== undefined) extraBody.seed = request.seed
  if (request.watermark !== undefined) extraBody.watermark = request.watermark
  if (request.cameraFixed !== undefined) extraBody.camera_fixed = request.cameraFixed
  if (request.returnLastFrame !== undefined) extraBody.return_last_frame = request.returnLastFrame
  const operation = findOperation(request)
  if (operation !== null) extraBody.operation = operation
  return extraBody
}

/**
 * The docs call `operation` "compatibility only", and their multi-reference example with images goes without it: so does ours. A source
 * video alone could be a reference, an edit or an extension, and there it is said.
 */
function findOperation(request: GenerationRequest): UniallExtraBody['operation'] | null {
  if (request.mode === 'edit') return 'edit_video'
  if (request.mode === 'extend') return 'extend_video'
  if (request.mode === 'first_last_frames') return 'first_last_frame'
  return request.mode === 'reference' && (request.videos?.length ?? 0) > 0 ? 'reference_to_video' : null
}

function readTask(reply: Reply): UniallTaskReply | null {
  if (reply.status < 200 || reply.status > 299 || !isRecord(reply.body)) return null
  return taskReplySchema.safeParse(reply.body).data ?? null
}

function decodeCreate(reply: Reply): Decoded<VendorTask> {
  const task = readTask(reply)
  const vendorTaskId = readId(task?.task_id) ?? readId(task?.id)
  if (!task || vendorTaskId === null) return { ok: false, failure: explainReply(reply) }
  const value = { vendorTaskId, creditsCharged: null, traceId: null, vendorStatus: task.status ?? null }
  return { ok: true, value, drift: findDrift(taskReplySchema, reply.body, task, ['task_id']) }
}

function decodeQuery(reply: Reply): Decoded<Snapshot> {
  const task = readTask(reply)
  // An error body has none of them; a task has at least one.
  const isTask = task !== null && [task.task_id, task.id, task.status].some((text) => readId(text) !== null)
  if (!task || !isTask) return { ok: false, failure: explainReply(reply) }
  const snapshot = readSnapshot(
    {
      status: task.status,
      progress: task.progress === null || task.progress === undefined ? null : task.progress / 100,
      video: { url: findVideoUrl(task) },
      lastFrameUrl: task.last_frame_url ?? task.result?.last_frame_url,
      errorCode: task.error?.code,
      errorMessage: task.error?.message,
    },
    statusWords,
  )
  return { ok: true, value: snapshot.value, drift: [...findDrift(taskReplySchema, reply.body, task, ['task_id']), ...snapshot.drift] }
}

function findVideoUrl(task: UniallTaskReply): string | null {
  const outputs = task.result?.outputs ?? []
  const addresses = outputs.map((output) => (typeof output === 'string' ? output : (output?.url ?? output?.video_url)))
  return [task.video_url, task.result?.video_url, ...addresses].find((url) => readUrl(url) !== null) ?? null
}
