import { methods, publicRoute } from '#lib/session/route.ts'
import { openApiDocument } from './document.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    async handle() {
      return Response.json(openApiDocument, { headers: { 'cache-control': 'no-cache', 'access-control-allow-origin': '*' } })
    },
  }),
})
