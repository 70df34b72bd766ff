import { z } from 'zod'
import { openVideo } from '#lib/services/open-video.ts'
import { methods, route } from '#lib/session/route.ts'
import { serveVideo } from '../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({ download: z.string().optional() }),
    async handle({ request, context, signedIn, param, query }) {
      const video = await openVideo(context, signedIn.viewer, param('id'))
      const downloadName =
        query.download === undefined ? undefined : `dailies-${param('id')}.${video?.contentType === 'video/webm' ? 'webm' : 'mp4'}`
      return serveVideo(request, context, video, { cacheControl: 'private, no-cache', downloadName })
    },
  }),
})
