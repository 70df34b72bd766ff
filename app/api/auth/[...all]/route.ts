import { authOf } from '#lib/session/auth.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, publicRoute } from '#lib/session/route.ts'

/** better-auth brings dozens of addresses; only these are in use, so only these answer. */
const inUse: ReadonlySet<string> = new Set(['POST /api/auth/sign-in/email', 'POST /api/auth/sign-out'])

const handler = publicRoute({
  async handle({ request, context }) {
    if (!inUse.has(`${request.method} ${new URL(request.url).pathname}`)) return errorResponse('not_found')
    const answer = await authOf(context).handler(request)
    if (!answer.ok) return answer
    // Its body repeats the session's token, which the cookie hides from scripts.
    const headers = new Headers(answer.headers)
    headers.set('content-type', 'application/json')
    return new Response(JSON.stringify({ ok: true }), { status: answer.status, headers })
  },
})

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({ GET: handler, POST: handler })
