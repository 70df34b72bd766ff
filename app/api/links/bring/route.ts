import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { bringLink } from '#lib/services/bring-link.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { refuseUpload } from '../../uploads/refuse-upload.ts'
import { linkBodySchema } from '../look-at-link.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: linkBodySchema,
    output: uploadViewSchema,
    async handle({ request, context, signedIn, body }) {
      const brought = await bringLink(context, signedIn.viewer, body.url, request.signal)
      if (brought.ok) return { value: brought.upload, status: brought.isNew ? 201 : 200 }
      const { code, message } = brought
      return code === 'too_many_requests'
        ? errorResponse('too_many_requests', { message, headers: { 'retry-after': '30' } })
        : refuseUpload(brought)
    },
  }),
})
