import { referenceDetailSchema } from '#lib/generation/reference-view.ts'
import { findReference } from '#lib/services/list-references.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    output: referenceDetailSchema,
    async handle({ context, signedIn, param }) {
      const found = await findReference(context, signedIn.viewer, param('id'))
      return found === null ? errorResponse('not_found') : { value: found }
    },
  }),
})
