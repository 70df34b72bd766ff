import { openVideo } from '#lib/services/open-video.ts'
import { methods, route } from '#lib/session/route.ts'
import { servePicture } from '../../../serve-video.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    async handle({ request, context, signedIn, param }) {
      const video = await openVideo(context, signedIn.viewer, param('id'))
      return servePicture(request, context, video?.previewKey, 'own')
    },
  }),
})
