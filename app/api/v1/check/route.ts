import { z } from 'zod'
import { checkRequest, verdictsSchema } from '#lib/services/check-request.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: apiRoute({
    // The service reads it, with words for every field.
    body: z.unknown(),
    output: verdictsSchema,
    async handle({ context, signedIn, body }) {
      const result = await checkRequest(context, signedIn.viewer, body)
      if (!result.ok) return errorResponse('invalid_request', result)
      return { value: { verdicts: result.verdicts } }
    },
  }),
})
