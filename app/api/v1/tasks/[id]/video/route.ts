import { openVideo } from '#lib/services/open-video.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { serveVideo } from '../../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    async handle({ request, context, signedIn, param }) {
      return serveVideo(request, context, await openVideo(context, signedIn.viewer, param('id')), { audience: 'own' })
    },
  }),
})
