import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { finishUploadSession } from '#lib/services/finish-upload-session.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { refuseUpload } from '../../../refuse-upload.ts'
import { sessionConflict } from '../../session-conflict.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    output: uploadViewSchema,
    async handle({ context, signedIn, param }) {
      const finished = await finishUploadSession(context, signedIn.viewer, param('id'))
      if (finished.ok) return { value: finished.upload, status: finished.isNew ? 201 : 200 }
      if (finished.code === 'not_found') return errorResponse('not_found')
      return 'session' in finished ? sessionConflict(finished.message, finished.session) : refuseUpload(finished)
    },
  }),
})
