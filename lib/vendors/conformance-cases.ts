import type { FailureCode } from '#lib/generation/failure.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { CreateInput, Snapshot } from './vendor.ts'

/** What the documentation of one vendor shows, in our words; `fixture` names a file in `__fixtures__/<vendor>`. */
export interface ConformanceCases {
  requests: readonly { fixture: string; input: CreateInput; replaced?: Readonly<Record<string, unknown>> }[]
  creates: readonly { fixture: string; vendorTaskId: string; creditsCharged: number | null }[]
  queries: readonly { fixture: string; state: Snapshot['state']; videoUrl: string | null }[]
  refusals: readonly { fixture: string; code: FailureCode; vendorMessage: string; traceId: string | null }[]
  /** A reply to `create` and one to `query` that runs, for vendors whose pages do not show one. */
  createReply: unknown
  /** A task with this status and, when it is set, this address of a video. */
  queryReply(status: string, videoUrl?: string): Record<string, unknown>
  /** The vendor's own words for its states. */
  succeeded: string
  failed: string
}

const futuristicCity = {
  model: 'seedance_2_0',
  mode: 'text_to_video',
  prompt: 'A futuristic city at sunset',
  ratio: '16:9',
  duration: 5,
} as const

const envelopeTask = (status: string, videoUrl?: string) => ({
  code: 200,
  trace_id: '45c30d76f06549b199a3775544523689',
  message: null,
  data: { task_id: 'task_id', status, credits_cost: 12, result: videoUrl === undefined ? null : { video_url: videoUrl } },
})
const envelopeCreate = { code: 200, trace_id: 'trace', message: null, data: { task_id: 'task_id', status: 'running', credits_cost: 12 } }

const autumnForest = {
  vendor: 'seedance2ink',
  mode: 'text_to_video',
  model: 'seedance-2.0',
  prompt: 'A river flowing through an autumn forest, aerial view, cinematic motion',
  ratio: '16:9',
  duration: 5,
  resolution: '720p',
} as const

export const conformanceCases: Record<VendorId, ConformanceCases> = {
  loova: {
    requests: [{ fixture: 'create-request', input: { request: { vendor: 'loova', ...futuristicCity } } }],
    creates: [
      { fixture: 'create-reply-record', vendorTaskId: 'record_id', creditsCharged: 12 },
      { fixture: 'create-reply', vendorTaskId: 'task_id', creditsCharged: 12 },
    ],
    queries: [{ fixture: 'create-reply', state: 'running', videoUrl: null }],
    refusals: [
      {
        fixture: 'no-credits-reply',
        code: 'no_credits',
        vendorMessage: 'Insufficient API credits',
        traceId: '45c30d76f06549b199a3775544515689',
      },
      { fixture: 'busy-reply', code: 'busy', vendorMessage: 'Parallel task limit reached.', traceId: '45c30d76f06549b199a3775544515689' },
      {
        fixture: 'error-reply',
        code: 'invalid_request',
        vendorMessage: 'Detailed error message',
        traceId: '45c30d76f06549b199a3775544515689',
      },
    ],
    createReply: envelopeCreate,
    queryReply: envelopeTask,
    succeeded: 'succeeded',
    failed: 'failed',
  },
  outai: {
    requests: [{ fixture: 'create-request', input: { request: { vendor: 'outai', ...futuristicCity } } }],
    creates: [{ fixture: 'create-reply', vendorTaskId: 'task_id', creditsCharged: 12 }],
    queries: [{ fixture: 'create-reply', state: 'running', videoUrl: null }],
    refusals: [],
    createReply: envelopeCreate,
    queryReply: envelopeTask,
    succeeded: 'succeeded',
    failed: 'failed',
  },
  seedance2ai: {
    requests: [
      {
        fixture: 'quick-start-request',
        input: {
          request: {
            vendor: 'seedance2ai',
            mode: 'text_to_video',
            prompt: 'A golden retriever running on the beach at sunset',
            ratio: '16:9',
          },
        },
      },
      {
        fixture: 'text-request',
        input: {
          request: {
            vendor: 'seedance2ai',
            mode: 'text_to_video',
            prompt: 'A futuristic city with flying cars at night, neon lights reflecting on wet streets',
            ratio: '16:9',
            duration: 5,
          },
        },
      },
      {
        fixture: 'image-request',
        input: {
          request: {
            vendor: 'seedance2ai',
            mode: 'image_to_video',
            prompt: 'The woman slowly turns her head and smiles',
            images: [{ url: 'https://example.com/photo.jpg' }],
          },
        },
      },
      {
        fixture: 'frames-request',
        input: {
          request: {
            vendor: 'seedance2ai',
            mode: 'first_last_frames',
            prompt: 'Smooth camera transition from day to night',
            images: [{ url: 'https://example.com/first-frame.jpg' }, { url: 'https://example.com/last-frame.jpg' }],
          },
        },
      },
      {
        fixture: 'reference-request',
        input: {
          request: {
            vendor: 'seedance2ai',
            mode: 'reference',
            prompt: 'Character walks through a garden',
            ratio: '16:9',
            images: [{ url: 'https://example.com/ref1.jpg' }, { url: 'https://example.com/ref2.jpg' }],
            videos: [{ url: 'https://example.com/motion-ref.mp4' }],
            audios: [{ url: 'https://example.com/audio.mp3' }],
          },
        },
      },
      {
        fixture: 'callback-request',
        input: {
          request: { vendor: 'seedance2ai', mode: 'text_to_video', prompt: 'A cat playing piano' },
          callbackUrl: 'https://your-server.com/webhook/seedance',
          // This vendor keeps no metadata: our reference must not show.
          reference: 'task-1',
        },
      },
    ],
    creates: [{ fixture: 'create-reply', vendorTaskId: 'task_abc123', creditsCharged: null }],
    queries: [
      { fixture: 'completed-reply', state: 'succeeded', videoUrl: 'https://static.seedance2-pro.com/videos/result.mp4' },
      { fixture: 'callback', state: 'succeeded', videoUrl: 'https://static.seedance2-pro.com/videos/result.mp4' },
    ],
    refusals: [],
    createReply: { taskId: 'task_abc123' },
    queryReply: (status, videoUrl) => ({
      taskId: 'task_abc123',
      model: 'seedance2',
      status,
      creditsUsed: 200,
      output: videoUrl === undefined ? null : [{ url: videoUrl, width: 1280, height: 720 }],
      error: null,
    }),
    succeeded: 'COMPLETED',
    failed: 'FAILED',
  },
  uniall: {
    requests: [
      {
        fixture: 'text-request',
        input: {
          request: {
            vendor: 'uniall',
            mode: 'text_to_video',
            model: 'seedance2.0',
            resolution: '720p',
            prompt: 'A clean commercial product video with slow camera movement, soft reflections, and realistic lighting.',
            duration: 8,
            ratio: '16:9',
            generateAudio: false,
            seed: 42,
            watermark: false,
          },
          callbackUrl: 'https://dailies.example/callback',
          reference: 'task-1',
        },
      },
      {
        fixture: 'reference-request',
        input: {
          request: {
            vendor: 'uniall',
            mode: 'reference',
            model: 'seedance2.0-fast',
            resolution: '720p',
            prompt: 'Create a fast fashion lookbook clip while preserving the product identity.',
            images: [{ url: 'https://example.com/model.png' }, { url: 'https://example.com/outfit.png' }],
            duration: 6,
            ratio: '9:16',
            generateAudio: true,
            cameraFixed: false,
          },
        },
      },
    ],
    creates: [{ fixture: 'completed-reply', vendorTaskId: 'task_xxx', creditsCharged: null }],
    queries: [{ fixture: 'completed-reply', state: 'succeeded', videoUrl: 'https://example.com/output.mp4' }],
    refusals: [],
    createReply: { id: 'task_xxx', task_id: 'task_xxx', object: 'video.generation.job', status: 'queued', progress: 0 },
    queryReply: (status, videoUrl) => ({ id: 'task_xxx', task_id: 'task_xxx', status, progress: 40, video_url: videoUrl ?? null }),
    succeeded: 'completed',
    failed: 'failed',
  },
  seedance2ink: {
    requests: [
      {
        fixture: 'text-request',
        input: { request: autumnForest, callbackUrl: 'https://your-app.com/webhooks/seedance', reference: 'task-1' },
        // The metadata is the customer's own; ours names the task.
        replaced: { metadata: { dailiesTaskId: 'task-1' } },
      },
    ],
    creates: [{ fixture: 'create-reply', vendorTaskId: 'req_1234567890', creditsCharged: 40 }],
    queries: [
      {
        fixture: 'succeeded-reply',
        state: 'succeeded',
        videoUrl: 'https://pub-your-bucket.r2.dev/open-api-results/req_1234567890.mp4',
      },
      { fixture: 'processing-reply', state: 'running', videoUrl: null },
      { fixture: 'failed-reply', state: 'failed', videoUrl: null },
      { fixture: 'cancelled-reply', state: 'cancelled', videoUrl: null },
    ],
    refusals: [],
    createReply: { success: true, requestId: 'req_1234567890', status: 'queued', creditsCharged: 40 },
    queryReply: (status, videoUrl) => ({
      success: true,
      requestId: 'req_1234567890',
      status,
      output: videoUrl === undefined ? null : { type: 'video', url: videoUrl },
      error: null,
    }),
    succeeded: 'succeeded',
    failed: 'failed',
  },
}
