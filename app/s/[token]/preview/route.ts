import { findSharedTake } from '#lib/services/open-video.ts'
import { methods, publicRoute } from '#lib/session/route.ts'
import { servePicture } from '../../../api/serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    async handle({ request, context, param }) {
      const shared = await findSharedTake(context, param('token'))
      return servePicture(request, context, shared?.video.previewKey, 'open')
    },
  }),
})
