import type { IncomingMessage, ServerResponse } from 'node:http'

const allowed = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Answers a method that no page and no route has. Next.js would fail over a TRACE with 500, and show pages for a SEARCH. */
export function refuseMethod(request: IncomingMessage, response: ServerResponse): boolean {
  if (allowed.includes(request.method ?? '')) return false
  response.writeHead(405, { allow: allowed.join(', '), 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify({ error: { code: 'method_not_allowed', message: 'This address does not take that method.' } }))
  return true
}
