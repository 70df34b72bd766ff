import { apiRoute, methods } from '#lib/session/route.ts'
import { endUpload, showUpload } from '../../../uploads/own-upload.ts'
import { uploadReplySchema } from '../upload-reply.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({ output: uploadReplySchema, handle: showUpload }),
  DELETE: apiRoute({ handle: endUpload }),
})
