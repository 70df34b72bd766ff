import { linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { methods, route } from '#lib/session/route.ts'
import { linkBodySchema, lookAtLink } from './look-at-link.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: linkBodySchema,
    output: linkedFileViewSchema,
    handle: ({ context, signedIn, body }) => lookAtLink(context, signedIn, body.url),
  }),
})
