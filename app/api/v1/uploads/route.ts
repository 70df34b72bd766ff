import { listUploads } from '#lib/services/list-uploads.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { takeUpload } from '../../uploads/take-upload.ts'
import { uploadListQuerySchema, uploadPageSchema, uploadReplySchema } from './upload-reply.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    query: uploadListQuerySchema,
    output: uploadPageSchema,
    async handle({ context, signedIn, query }) {
      const page = await listUploads(context, signedIn.viewer, query)
      return page === null ? errorResponse('invalid_request', { message: 'This cursor is not one of ours.' }) : { value: page }
    },
  }),

  POST: apiRoute({ output: uploadReplySchema, handle: takeUpload }),
})
