import { z } from 'zod'
import { linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { probeLink } from '#lib/services/probe-link.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: z.strictObject({ url: z.string() }),
    output: linkedFileViewSchema,
    async handle({ context, signedIn, body }) {
      const result = await probeLink(context, signedIn.viewer, body.url)
      if (result.ok) return { value: result.link }
      const { code, message } = result
      return code === 'invalid'
        ? errorResponse('invalid_request', { message, issues: [{ path: 'url', code: 'invalid_url', message, severity: 'error' }] })
        : errorResponse('too_many_requests', { message, headers: { 'retry-after': '10' } })
    },
  }),
})
