import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { editCallSchema } from '#lib/generation/upload-edit.ts'
import { editUpload } from '#lib/services/edit-upload.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, route } from '#lib/session/route.ts'
import { refuseUpload } from '../../refuse-upload.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: editCallSchema,
    output: uploadViewSchema,
    async handle({ context, signedIn, param, body }) {
      const edited = await editUpload(context, signedIn.viewer, param('id'), body)
      if (edited.ok) return { value: edited.upload, status: edited.isNew ? 201 : 200 }
      return edited.code === 'not_found' ? errorResponse('not_found') : refuseUpload(edited)
    },
  }),
})
