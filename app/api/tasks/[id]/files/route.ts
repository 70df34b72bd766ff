import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { type CreateUploadFromTakeResult, createUploadFromTake, takeFileSchema } from '#lib/services/create-upload-from-take.ts'
import { errorResponse, type HttpErrorCode } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'

/** One's own take, or a frame of it, as a file for the next request: 201, or 200 when it is in the library already. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: takeFileSchema,
    output: uploadViewSchema,
    async handle({ context, signedIn, param, body }) {
      const result = await createUploadFromTake(context, signedIn.viewer, param('id'), body)
      if (!result.ok) return errorResponse(refusals[result.code], { message: result.message })
      return { value: result.upload, status: result.isNew ? 201 : 200 }
    },
  }),
})

const refusals: Record<Extract<CreateUploadFromTakeResult, { ok: false }>['code'], HttpErrorCode> = {
  not_found: 'not_found',
  conflict: 'conflict',
  not_media: 'invalid_request',
  damaged: 'invalid_request',
  too_large: 'too_large',
  over_quota: 'quota_exceeded',
  no_space: 'insufficient_storage',
}
