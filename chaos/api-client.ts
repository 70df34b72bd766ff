import { z } from 'zod'
import type { TaskState } from '#lib/generation/task-state.ts'
import { type TaskView, taskViewSchema } from '#lib/generation/task-view.ts'

const pageSchema = z.object({ items: z.array(taskViewSchema), nextCursor: z.string().nullable() })

export interface HeardAnswer {
  /** Null when there was none. */
  status: number | null
  /** When the call began, as `performance.now()` tells. */
  since: number
  /** Why there was none. */
  cause: string
}

/** The public HTTP API, as a script of somebody else's would use it. Whatever goes wrong on the way is "no answer", never an error. */
export function createApiClient(baseUrl: string, apiKey: string) {
  let onAnswer: (answer: HeardAnswer) => void = () => {}

  async function call(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) {
    const since = performance.now()
    try {
      const response = await fetch(`${baseUrl}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...options.headers },
        body: options.body === undefined ? null : JSON.stringify(options.body),
        signal: AbortSignal.timeout(30_000),
      })
      // A server that starts says so in plain text.
      const body: unknown = response.status === 503 ? null : await response.json()
      onAnswer({ status: response.status, since, cause: '' })
      return { status: response.status, body }
    } catch (error) {
      // The server was killed, or is not up yet.
      onAnswer({ status: null, since, cause: causeOf(error) })
      return null
    }
  }

  async function listAll(query: string): Promise<TaskView[] | null> {
    const tasks: TaskView[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer = await call('GET', `/tasks?limit=100${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
      if (answer?.status !== 200) return null
      const page: z.infer<typeof pageSchema> = pageSchema.parse(answer.body)
      tasks.push(...page.items)
      cursor = page.nextCursor
    }
    return tasks
  }

  return {
    /** Hears how every call ended. */
    listen(listener: (answer: HeardAnswer) => void): void {
      onAnswer = listener
    },
    /** The id of the acknowledged task; null when nobody acknowledged it. */
    async submit(request: unknown, idempotencyKey: string): Promise<string | null> {
      const answer = await call('POST', '/tasks', { body: request, headers: { 'idempotency-key': idempotencyKey } })
      if (answer?.status === 202) return taskViewSchema.parse(answer.body).id
      if (answer !== null && answer.status >= 400 && answer.status < 500)
        throw new Error(`the API refused a request: ${JSON.stringify(answer.body)}`)
      return null
    },
    /** The state that the answer tells; null when there is no answer, or it was refused. */
    async cancel(id: string): Promise<TaskState | null> {
      const answer = await call('POST', `/tasks/${id}/cancel`)
      return answer?.status === 200 ? taskViewSchema.parse(answer.body).state : null
    },
    /** The newest. */
    async listPage(query: string): Promise<TaskView[] | null> {
      const answer = await call('GET', `/tasks?limit=20${query}`)
      return answer?.status === 200 ? pageSchema.parse(answer.body).items : null
    },
    listAll: () => listAll(''),
    async count(state: TaskState): Promise<number | null> {
      return (await listAll(`&state=${state}`))?.length ?? null
    },
    async download(id: string): Promise<Uint8Array | null> {
      const since = performance.now()
      try {
        const response = await fetch(`${baseUrl}/api/v1/tasks/${id}/video`, { headers: { authorization: `Bearer ${apiKey}` } })
        const bytes = new Uint8Array(await response.arrayBuffer())
        onAnswer({ status: response.status, since, cause: '' })
        return response.status === 200 ? bytes : null
      } catch (error) {
        onAnswer({ status: null, since, cause: causeOf(error) })
        return null
      }
    },
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error ? `${error.message}: ${'code' in cause ? cause.code : cause.message}` : error.message
}

export type ApiClient = ReturnType<typeof createApiClient>
