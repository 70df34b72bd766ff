import type { RouteHandler } from '#lib/session/route.ts'

export interface CallOptions {
  params?: Record<string, string>
  headers?: Record<string, string>
  json?: unknown
  body?: BodyInit
  method?: string
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** Undefined when the answer is not JSON. */
  json: unknown
}

/** Calls a route handler as Next.js would. */
export async function callRoute(handler: RouteHandler, address: string, options: CallOptions = {}): Promise<Answer> {
  const hasJson = 'json' in options
  const init: RequestInit & { duplex: 'half' } = {
    method: options.method ?? (hasJson || options.body !== undefined ? 'POST' : 'GET'),
    headers: { host: 'localhost:3000', ...(hasJson && { 'content-type': 'application/json' }), ...options.headers },
    body: hasJson ? JSON.stringify(options.json) : (options.body ?? null),
    signal: options.signal ?? null,
    duplex: 'half',
  }
  const request = new Request(`http://localhost:3000${address}`, init)
  const response = await handler(request, { params: Promise.resolve(options.params ?? {}) })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
}
