import { removeLink } from '#lib/services/remove-link.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  DELETE: route({
    async handle({ context, signedIn, param }) {
      const isRemoved = await removeLink(context, signedIn.viewer, param('id'))
      return isRemoved ? new Response(null, { status: 204 }) : errorResponse('not_found')
    },
  }),
})
