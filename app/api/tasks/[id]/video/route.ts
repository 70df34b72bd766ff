import { z } from 'zod'
import { openVideo } from '#lib/services/open-video.ts'
import { methods, route } from '#lib/session/route.ts'
import { serveVideo, videoFileName } from '../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({ download: z.string().optional() }),
    async handle({ request, context, signedIn, param, query }) {
      const video = await openVideo(context, signedIn.viewer, param('id'))
      const fileName = videoFileName(param('id'), video)
      return serveVideo(request, context, video, { cacheControl: 'private, no-cache', fileName, isDownload: query.download !== undefined })
    },
  }),
})
