import { z } from 'zod'
import { fileKinds } from '#lib/generation/file-kinds.ts'
import { numberText } from '#lib/generation/number-text.ts'
import { referencePageSchema } from '#lib/generation/reference-view.ts'
import { listReferences } from '#lib/services/list-references.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'

/** What one has brought or named so far: files and addresses, the latest used first. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({
      q: z.string().max(200).optional(),
      kind: z.enum(fileKinds).optional(),
      cursor: z.string().max(200).optional(),
      limit: numberText(z.int().min(1).max(100)).optional(),
    }),
    output: referencePageSchema,
    async handle({ context, signedIn, query }) {
      const page = await listReferences(context, signedIn.viewer, query)
      return page === null ? errorResponse('invalid_request', { message: 'This cursor is not one of ours.' }) : { value: page }
    },
  }),
})
