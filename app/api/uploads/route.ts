import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { maxUploadBytes, storeUpload } from '#lib/services/store-upload.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { readUpload } from '#lib/session/read-upload.ts'
import { methods, route } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    output: uploadViewSchema,
    async handle({ request, context, signedIn }) {
      const read = await readUpload(request, maxUploadBytes, (file) => storeUpload(context, signedIn.viewer, file))
      if (!read.ok) return errorResponse(read.code, { message: read.message })
      const stored = read.value
      if (!stored.ok) return errorResponse(stored.code === 'too_large' ? 'too_large' : 'invalid_request', { message: stored.message })
      return { value: stored.upload, status: stored.isNew ? 201 : 200 }
    },
  }),
})
