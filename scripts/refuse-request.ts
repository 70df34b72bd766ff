import type { IncomingMessage, ServerResponse } from 'node:http'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function isReadable(path: string): boolean {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}

/** Answers what no page and no route can have, and Next.js would fail over with 500: a TRACE, an address such as `/tasks/%ff`. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse): boolean {
  if (!methods.includes(request.method ?? '')) {
    response.setHeader('allow', methods.join(', '))
    answer(response, 405, 'method_not_allowed', 'This address does not take that method.')
    return true
  }
  if (isReadable(request.url?.split('?', 1)[0] ?? '')) return false
  answer(response, 404, 'not_found', 'There is nothing here.')
  return true
}

function answer(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify({ error: { code, message } }))
}
