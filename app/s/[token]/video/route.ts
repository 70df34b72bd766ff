import { z } from 'zod'
import { findSharedTake } from '#lib/services/open-video.ts'
import { methods, publicRoute } from '#lib/session/route.ts'
import { serveVideo, videoFileName } from '../../../api/serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    query: z.object({ download: z.string().optional() }),
    async handle({ request, context, param, query }) {
      const shared = await findSharedTake(context, param('token'))
      // A revoked link must close at once, so every viewer's browser asks again.
      const video = shared?.video ?? null
      const fileName = videoFileName(video?.sha256 ?? '', video)
      return serveVideo(request, context, video, { cacheControl: 'private, no-cache', fileName, isDownload: query.download !== undefined })
    },
  }),
})
