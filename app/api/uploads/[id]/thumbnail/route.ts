import { openUpload } from '#lib/services/open-upload.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { serveStoredFile } from '#lib/storage/serve-file.ts'

/** The small picture of one's own upload. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    async handle({ request, context, signedIn, param }) {
      const upload = await openUpload(context, signedIn.viewer, param('id'))
      if (upload?.thumbnailKey == null) return errorResponse('not_found')
      const served = await serveStoredFile(request, context.storage, upload.thumbnailKey, {
        contentType: 'image/webp',
        cacheControl: 'private, max-age=86400, immutable',
      })
      return served ?? errorResponse('not_found')
    },
  }),
})
