import { authOf } from '#lib/session/auth.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, publicRoute } from '#lib/session/route.ts'

/** better-auth brings dozens of addresses; only these are in use, so only these answer. */
const inUse: ReadonlySet<string> = new Set([
  'POST /api/auth/sign-in/email',
  'POST /api/auth/sign-out',
  'GET /api/auth/get-session',
  'POST /api/auth/change-password',
])

const handler = publicRoute({
  async handle({ request, context }) {
    if (!inUse.has(`${request.method} ${new URL(request.url).pathname}`)) return errorResponse('not_found')
    return authOf(context).handler(request)
  },
})

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({ GET: handler, POST: handler })
