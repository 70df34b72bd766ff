import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { methods, route } from '#lib/session/route.ts'
import { endUpload, showUpload } from '../own-upload.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({ output: uploadViewSchema, handle: showUpload }),
  DELETE: route({ handle: endUpload }),
})
