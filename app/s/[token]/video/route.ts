import { findSharedTake } from '#lib/services/open-video.ts'
import { methods, publicRoute } from '#lib/session/route.ts'
import { serveVideo, videoQuerySchema } from '../../../api/serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    query: videoQuerySchema,
    async handle({ request, context, param, query }) {
      const shared = await findSharedTake(context, param('token'))
      return serveVideo(request, context, shared?.video ?? null, { audience: 'open', query })
    },
  }),
})
