import { metricsContentType, metricsText } from '#lib/services/metrics-text.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'

/** For the owner's API key only: behind a proxy every request comes from loopback, so an address proves nothing. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    async handle({ context, signedIn }) {
      const text = await metricsText(context, signedIn.viewer)
      if (text === null) return errorResponse('forbidden', { message: 'Only the owner’s API key opens the metrics.' })
      return new Response(text, { headers: { 'content-type': metricsContentType, 'cache-control': 'no-store' } })
    },
  }),
})
