import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { methods, route } from '#lib/session/route.ts'
import { takeUpload } from './take-upload.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({ output: uploadViewSchema, handle: takeUpload }),
})
