import { z } from 'zod'
import { numberText } from '#lib/generation/number-text.ts'
import { uploadSessionViewSchema } from '#lib/generation/upload-session-view.ts'
import { receiveUploadPart } from '#lib/services/receive-upload-part.ts'
import { cancelUploadSession, findUploadSession } from '#lib/services/start-upload-session.ts'
import { maxPartBytes } from '#lib/services/upload-parts.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { refuseUpload } from '../../refuse-upload.ts'
import { sessionConflict } from '../session-conflict.ts'

/** A file on its way in parts: where it is, its next part, and its end before its time. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    output: uploadSessionViewSchema,
    async handle({ context, signedIn, param }) {
      const session = await findUploadSession(context, signedIn.viewer, param('id'))
      return session === null ? errorResponse('not_found') : { value: session }
    },
  }),

  PATCH: route({
    query: z.object({ offset: numberText(z.int().min(0)) }),
    output: uploadSessionViewSchema,
    async handle({ request, context, signedIn, param, query }) {
      if (!/^application\/octet-stream\b/i.test(request.headers.get('content-type') ?? ''))
        return errorResponse('unsupported_media_type', { message: 'Send the part as application/octet-stream.' })
      if (Number(request.headers.get('content-length') ?? 0) > maxPartBytes) return errorResponse('too_large')
      if (request.body === null) return errorResponse('invalid_request', { message: 'A part cannot be empty.' })
      const source = request.body as unknown as AsyncIterable<Uint8Array>
      const received = await receiveUploadPart(context, signedIn.viewer, param('id'), { offset: query.offset, source })
      if (received.ok) return { value: received.session }
      if (received.code === 'not_found') return errorResponse('not_found')
      return 'session' in received ? sessionConflict(received.message, received.session) : refuseUpload(received)
    },
  }),

  DELETE: route({
    async handle({ context, signedIn, param }) {
      const isCancelled = await cancelUploadSession(context, signedIn.viewer, param('id'))
      return isCancelled ? new Response(null, { status: 204 }) : errorResponse('not_found')
    },
  }),
})
