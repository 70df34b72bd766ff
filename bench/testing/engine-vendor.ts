import type { Sandbox } from '#lib/sandbox/sandbox.ts'

const origin = 'https://vendor.invalid'
/** What the bench's instant media takes for a film. */
const film = new Uint8Array(16_384)

interface VendorTask {
  isDone: boolean
  callbackUrl: string | null
}

export interface InstantVendor {
  /** For takes that count as the sandbox's: asked for quickly. */
  sandbox: Sandbox
  fetch(url: string, init?: RequestInit): Promise<Response>
  baseUrl(vendor: string): string
  /** Called when a create with this prompt arrives, and when a task is asked for. */
  onCreate: (prompt: string) => void
  onQuery: (vendorTaskId: string) => void
  finish(vendorTaskId: string): string
}

/** Vendors that answer from memory, at once: what is left is what Dailies itself costs. UniAll's tasks are done when they are asked for. */
export function createInstantVendor(): InstantVendor {
  const tasks = new Map<string, VendorTask>()
  let created = 0
  const vendor: InstantVendor = {
    onCreate: () => {},
    onQuery: () => {},
    baseUrl: (name) => `${origin}/${name}`,
    finish(vendorTaskId) {
      const task = tasks.get(vendorTaskId)
      if (!task?.callbackUrl) throw new Error('no such task')
      task.isDone = true
      return task.callbackUrl
    },
    async fetch(url, init = {}) {
      const { pathname, searchParams } = new URL(url)
      const [, name = '', ...rest] = pathname.split('/')
      if (rest[0] === 'files') return new Response(film, { headers: { 'content-length': String(film.byteLength) } })
      if (init.method === 'POST') return create(String(init.body))
      const id = searchParams.get('taskId') ?? searchParams.get('task_id') ?? rest.at(-1) ?? ''
      vendor.onQuery(id)
      return Response.json(answerOf(name, id))
    },
    sandbox: {
      origin,
      fetch: (input, init) => vendor.fetch(String(input), init),
      baseUrl: (name) => `${origin}/${name}`,
      apiKey: (name) => `sandbox-${name}`,
      ledger: async () => [],
      advance: async () => {},
      close: async () => {},
    },
  }

  function create(text: string): Response {
    const body: { prompt?: string; callBackUrl?: string; inputs?: { prompt?: string } } = JSON.parse(text)
    const id = `task_${++created}`
    tasks.set(id, { isDone: false, callbackUrl: body.callBackUrl ?? null })
    vendor.onCreate(body.prompt ?? body.inputs?.prompt ?? '')
    if (body.inputs) return Response.json({ taskId: id })
    if ('function_mode' in body) return Response.json(envelope(id))
    return Response.json({ id, task_id: id, object: 'video.generation.job', model: 'seedance2.0-480p', status: 'queued', progress: 0 })
  }

  function answerOf(name: string, id: string): unknown {
    const url = `${origin}/${name}/files/${id}.mp4`
    if (name === 'loova') return envelope(id)
    const job = { object: 'video.generation.job', model: 'seedance2.0-480p' }
    if (name === 'uniall') return { id, task_id: id, ...job, status: 'completed', progress: 100, video_url: url }
    const isDone = tasks.get(id)?.isDone === true
    const output = isDone ? [{ url, width: 1280, height: 720 }] : null
    const status = isDone ? 'COMPLETED' : 'PROCESSING'
    return { taskId: id, model: 'seedance2', status, creditsUsed: 200, output, error: null, createTime: 0, completeTime: null }
  }

  function envelope(id: string): unknown {
    return {
      code: 200,
      message: 'ok',
      trace_id: 'bench',
      data: { task_id: id, status: 'running', created_at: '2024-01-01T12:00:00Z', credits_cost: 12 },
    }
  }

  return vendor
}
