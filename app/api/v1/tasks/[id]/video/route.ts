import { openVideo } from '#lib/services/open-video.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { serveVideo, videoFileName } from '../../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    async handle({ request, context, signedIn, param }) {
      const video = await openVideo(context, signedIn.viewer, param('id'))
      return serveVideo(request, context, video, { cacheControl: 'private, no-cache', fileName: videoFileName(param('id'), video) })
    },
  }),
})
