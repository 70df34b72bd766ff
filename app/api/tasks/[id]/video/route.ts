import { openVideo } from '#lib/services/open-video.ts'
import { methods, route } from '#lib/session/route.ts'
import { serveVideo, videoQuerySchema } from '../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: videoQuerySchema,
    async handle({ request, context, signedIn, param, query }) {
      return serveVideo(request, context, await openVideo(context, signedIn.viewer, param('id')), { audience: 'own', query })
    },
  }),
})
