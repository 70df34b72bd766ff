import { errorResponse } from '#lib/session/http-error.ts'
import { methods, publicRoute } from '#lib/session/route.ts'

const nothing = publicRoute({
  async handle() {
    return errorResponse('not_found', { message: 'There is no such address; /api/v1/openapi.json lists them all.' })
  },
})

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: nothing,
  POST: nothing,
  PUT: nothing,
  PATCH: nothing,
  DELETE: nothing,
})
