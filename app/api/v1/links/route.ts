import { linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { linkBodySchema, lookAtLink } from '../../links/look-at-link.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: apiRoute({
    body: linkBodySchema,
    output: linkedFileViewSchema,
    handle: ({ context, signedIn, body }) => lookAtLink(context, signedIn, body.url),
  }),
})
