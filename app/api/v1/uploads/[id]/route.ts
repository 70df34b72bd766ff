import { deleteUpload } from '#lib/services/delete-upload.ts'
import { openUpload } from '#lib/services/open-upload.ts'
import { viewUpload } from '#lib/services/upload-view.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { uploadReplySchema } from '../upload-reply.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    output: uploadReplySchema,
    async handle({ context, signedIn, param }) {
      const upload = await openUpload(context, signedIn.viewer, param('id'))
      return upload === null ? errorResponse('not_found') : { value: viewUpload(upload) }
    },
  }),

  DELETE: apiRoute({
    async handle({ context, signedIn, param }) {
      const deleted = await deleteUpload(context, signedIn.viewer, param('id'))
      return deleted.ok ? new Response(null, { status: 204 }) : errorResponse(deleted.code, { message: deleted.message })
    },
  }),
})
