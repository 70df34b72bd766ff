import type { Env } from '#lib/env.ts'

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * True unless a browser says that another site sends this. Cookies are SameSite=Lax, but browsers count every port of `localhost` as
 * one site; the `Origin` header tells them apart.
 */
export function isSameOrigin(request: Request, env: Env): boolean {
  if (safeMethods.has(request.method)) return true
  const origin = request.headers.get('origin')
  if (origin === null) return request.headers.get('sec-fetch-site') !== 'cross-site'
  if (!URL.canParse(origin)) return false
  if (env.PUBLIC_URL !== undefined && origin === new URL(env.PUBLIC_URL).origin) return true
  return new URL(origin).host === request.headers.get('host')
}
