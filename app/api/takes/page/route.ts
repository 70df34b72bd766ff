import { takePageSchema } from '#lib/generation/task-view.ts'
import { listTakes } from '#lib/services/list-takes.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { listQuerySchema } from '../../v1/list-query.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: listQuerySchema,
    output: takePageSchema,
    async handle({ context, signedIn, query }) {
      const page = await listTakes(context, signedIn.viewer, query)
      return page.ok ? { value: page } : errorResponse('invalid_request', { message: page.message })
    },
  }),
})
