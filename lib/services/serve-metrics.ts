import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServiceContext } from './context.ts'
import { findApiKeyHolder, readBearer } from './find-api-key-holder.ts'
import { metricsContentType, processMetricsText } from './metrics-text.ts'

export interface MetricsServer {
  port: number
  close(): Promise<void>
}

/** For a process without pages: `GET /metrics` with the owner's API key answers what this process alone can tell. */
export async function serveMetrics(context: ServiceContext, address: { host: string; port: number }): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const send = (status: number, text: string, headers: Record<string, string> = {}) => {
      const type = status === 200 ? metricsContentType : 'text/plain; charset=utf-8'
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
      response.end(request.method === 'HEAD' ? undefined : text)
    }
    answer(context, request).then(
      ({ status, text, headers }) => send(status, text, headers),
      (error: unknown) => {
        context.log.error({ err: error }, 'metrics not answered')
        send(503, 'The database does not answer.\n')
      },
    )
  })
  // A monitor keeps its connection; it must not keep a worker that stops.
  server.keepAliveTimeout = 1_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

interface Answer {
  status: number
  text: string
  headers?: Record<string, string>
}

async function answer(context: ServiceContext, request: IncomingMessage): Promise<Answer> {
  if (request.url?.split('?')[0] !== '/metrics') return { status: 404, text: 'There is only /metrics here.\n' }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return { status: 405, text: 'Only GET works here.\n', headers: { allow: 'GET, HEAD' } }
  const key = readBearer(request.headers.authorization)
  const holder = key === null ? null : await findApiKeyHolder(context, key)
  if (holder === null) return { status: 401, text: 'This needs the owner’s API key.\n', headers: { 'www-authenticate': 'Bearer' } }
  if (holder.role !== 'owner') return { status: 403, text: 'Only the owner’s API key opens the metrics.\n' }
  return { status: 200, text: processMetricsText(context) }
}
