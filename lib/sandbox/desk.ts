import { createHash, randomBytes } from 'node:crypto'
import { type FaultName, hasFault, parseFaults } from './faults.ts'
import { isEnded, progressOf } from './progress.ts'
import type { Protocol, Refusal, TaskReport, VendorCall, VendorReply } from './protocol.ts'
import { stripLineComments } from './read-body.ts'
import type { StoredTask, TaskStore } from './task-store.ts'

const maxBodyBytes = 1_000_000
export const startingCredits = 1_000_000

/** What a client sees when the connection goes away under it. */
export class ConnectionLost extends TypeError {
  constructor(code: 'ECONNRESET' | 'ECONNREFUSED') {
    super('fetch failed', {
      cause: Object.assign(new Error(code === 'ECONNRESET' ? 'other side closed' : 'connect ECONNREFUSED'), { code }),
    })
  }
}

const gatewayPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n'

function sendPage(): Response {
  return new Response(gatewayPage, { status: 502, headers: { 'content-type': 'text/html' } })
}

function send(reply: VendorReply): Response {
  return Response.json(reply.body, { status: reply.status, headers: reply.headers })
}

function createTraceId(): string {
  return randomBytes(16).toString('hex')
}

/** A name for a counter file, whatever the prompt is. */
function counterName(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** The front desk of one vendor: everything its clients can ask, with what is common to all vendors done once. */
export function createDesk(options: {
  protocol: Protocol
  store: TaskStore
  clock: () => number
  renderSeconds: number
  urlOf(stored: StoredTask): string
  /** Work begins, or is looked at again. */
  onTask(stored: StoredTask): void
  onAccepted(stored: StoredTask): void
  onEnded(stored: StoredTask): void
}) {
  const { protocol, store, clock } = options

  function report(stored: StoredTask): TaskReport {
    const progress = progressOf(stored, clock())
    return {
      task: stored,
      progress,
      videoUrl: progress.state === 'succeeded' ? options.urlOf(stored) : null,
      strangeStatus: !isEnded(progress) && hasFault(stored.task.faults, 'unknown-status') ? 'transcoding' : null,
    }
  }

  const refuse = (refusal: Refusal) => send(protocol.refuse(refusal, createTraceId()))

  function findKey(request: Request): string | null {
    const [scheme = '', key = ''] = (request.headers.get('authorization') ?? '').split(/ +/)
    if (scheme.toLowerCase() !== 'bearer') return null
    return key.startsWith('sandbox-') || protocol.keysInDocs.includes(key) ? key : null
  }

  async function readAccount(apiKey: string) {
    const tasks = (await store.list(protocol.vendor)).filter(({ task }) => task.apiKey === apiKey)
    const start = apiKey.startsWith('sandbox-broke') ? 0 : startingCredits
    let spent = 0
    let reserved = 0
    let running = 0
    for (const stored of tasks) {
      const { state } = progressOf(stored, clock())
      if (state === 'succeeded') spent += stored.task.order.credits
      if (state === 'queued' || state === 'running') {
        running += 1
        reserved += stored.task.order.credits
      }
    }
    return { total: round(start - spent), available: round(start - spent - reserved), running }
  }

  async function create(apiKey: string, request: Request): Promise<Response> {
    const text = await request.text()
    if (Buffer.byteLength(text) > maxBodyBytes) return refuse({ kind: 'too_large' })
    let body: unknown
    try {
      body = JSON.parse(protocol.allowsJsonComments ? stripLineComments(text) : text)
    } catch {
      return refuse({ kind: 'invalid', message: 'Request body is not valid JSON', field: null })
    }
    const read = protocol.readOrder(body)
    if (!read.ok) return refuse({ kind: 'invalid', message: read.message, field: read.field })
    const { order } = read
    const { title, script, unknown } = parseFaults(order.prompt)
    if (unknown.length > 0) return refuse({ kind: 'invalid', message: `Unknown sandbox marker: ${unknown.join(', ')}`, field: 'prompt' })

    const isNow = async (name: 'busy' | 'no-credits' | 'reject' | 'html-error' | 'server-error' | 'rate-limited' | 'unreachable') =>
      script[name] !== undefined && (await store.isAmongFirst(counterName(protocol.vendor, apiKey, order.prompt, name), script[name]))
    if (await isNow('unreachable')) throw new ConnectionLost('ECONNREFUSED')
    if (await isNow('html-error')) return sendPage()
    if (await isNow('server-error')) return refuse({ kind: 'internal' })
    if (await isNow('rate-limited')) return send({ status: 429, body: { message: 'Too many requests' }, headers: { 'retry-after': '30' } })
    if (await isNow('busy')) return refuse({ kind: 'busy' })
    if (await isNow('no-credits')) return refuse({ kind: 'no_credits' })
    if (await isNow('reject')) return refuse({ kind: 'rejected' })

    // One create at a time, or two that arrive together would both see the last free place.
    const accepted = await inTurn(async () => {
      const account = await readAccount(apiKey)
      if (account.running >= protocol.maxRunning) return 'busy' as const
      if (account.available < order.credits) return 'no_credits' as const
      return store.add({
        id: protocol.createTaskId(),
        vendor: protocol.vendor,
        apiKey,
        traceId: createTraceId(),
        createdAt: clock(),
        renderSeconds: script.slow ?? options.renderSeconds,
        title,
        faults: script,
        order,
      })
    })
    if (typeof accepted === 'string') return refuse({ kind: accepted })
    options.onAccepted(accepted)
    if (hasFault(script, 'lost-answer')) throw new ConnectionLost('ECONNRESET')
    if (hasFault(script, 'hang')) return new Promise(() => undefined)
    const answer = send(protocol.accept(report(accepted)))
    if (!hasFault(script, 'broken-json')) return answer
    const whole = await answer.text()
    return new Response(whole.slice(0, Math.floor(whole.length / 2)), {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
    })
  }

  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }

  async function findTask(apiKey: string, id: string): Promise<StoredTask | Refusal> {
    const stored = await store.find(protocol.vendor, id)
    if (!stored || hasFault(stored.task.faults, 'vanished-task')) return { kind: 'task_not_found' }
    return stored.task.apiKey === apiKey ? stored : { kind: 'task_of_another_account' }
  }

  async function isFaultOfTask({ task }: StoredTask, name: FaultName): Promise<boolean> {
    const times = task.faults[name]
    return times !== undefined && (await store.isAmongFirst(counterName(task.vendor, task.id, name), times))
  }

  async function query(apiKey: string, id: string): Promise<Response> {
    const stored = await findTask(apiKey, id)
    if ('kind' in stored) return refuse(stored)
    const isNow = (name: 'query-html' | 'query-error' | 'query-lost') => isFaultOfTask(stored, name)
    if (await isNow('query-html')) return sendPage()
    if (await isNow('query-error')) return refuse({ kind: 'internal' })
    if (await isNow('query-lost')) throw new ConnectionLost('ECONNRESET')
    options.onTask(stored)
    return send(protocol.report(report(stored)))
  }

  async function cancel(apiKey: string, id: string): Promise<Response> {
    const stored = await findTask(apiKey, id)
    if ('kind' in stored) return refuse(stored)
    if (isEnded(progressOf(stored, clock()))) return refuse({ kind: 'not_cancellable' })
    if (await isFaultOfTask(stored, 'cancel-error')) return refuse({ kind: 'internal' })
    await store.end(stored.task, { cancelled: { at: clock() } })
    const ended = await store.find(protocol.vendor, id)
    if (!ended || !protocol.cancelled) return refuse({ kind: 'no_route' })
    options.onEnded(ended)
    if (await isFaultOfTask(stored, 'cancel-lost')) throw new ConnectionLost('ECONNRESET')
    return send(protocol.cancelled(report(ended)))
  }

  async function answer(apiKey: string, call: VendorCall, request: Request): Promise<Response> {
    switch (call.kind) {
      case 'create':
        return create(apiKey, request)
      case 'query':
        return query(apiKey, call.id)
      case 'cancel':
        return cancel(apiKey, call.id)
      case 'balance': {
        const { total, available } = await readAccount(apiKey)
        return protocol.balance ? send(protocol.balance({ total, available })) : refuse({ kind: 'no_route' })
      }
      case 'models':
        return protocol.models ? send(protocol.models()) : refuse({ kind: 'no_route' })
    }
  }

  return {
    report,
    /** `path` is what follows the vendor's host. */
    async handle(request: Request, path: string, parameters: URLSearchParams): Promise<Response> {
      const call = protocol.findCall(request.method, path, parameters)
      if (!call) return refuse({ kind: 'no_route' })
      const apiKey = findKey(request)
      return apiKey === null ? refuse({ kind: 'unauthorized' }) : answer(apiKey, call, request)
    },
  }
}
export type Desk = ReturnType<typeof createDesk>

const round = (credits: number) => Math.round(credits * 100) / 100
