import { handleCallback } from '#lib/services/handle-callback.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { readBytes } from '#lib/session/read-bytes.ts'
import { methods, publicRoute } from '#lib/session/route.ts'

/** A finished task with its addresses is a few kilobytes at every vendor. */
const maxBodyBytes = 65_536

/** Where vendors call back. The address is the secret; the body is a hint, so one that cannot be read is still a knock at the door. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: publicRoute({
    async handle({ request, context, param }) {
      const bytes = await readBytes(request, maxBodyBytes)
      if (bytes === null) return errorResponse('too_large', { message: 'A callback may have at most 64 KB.' })
      const isKnown = await handleCallback(context, param('token'), parseJson(bytes))
      return isKnown ? new Response(null, { status: 202, headers: { 'cache-control': 'no-store' } }) : errorResponse('not_found')
    },
  }),
})

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
