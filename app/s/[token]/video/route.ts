import { findSharedTake } from '#lib/services/open-video.ts'
import { methods, publicRoute } from '#lib/session/route.ts'
import { serveVideo } from '../../../api/serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    async handle({ request, context, param }) {
      const shared = await findSharedTake(context, param('token'))
      // A revoked link must close at once, so every viewer's browser asks again.
      return serveVideo(request, context, shared?.video ?? null, { cacheControl: 'private, no-cache' })
    },
  }),
})
