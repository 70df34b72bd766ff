import { z } from 'zod'
import { toStorable } from '#lib/generation/storable.ts'
import { uploadSessionViewSchema } from '#lib/generation/upload-session-view.ts'
import { startUploadSession } from '#lib/services/start-upload-session.ts'
import { methods, route } from '#lib/session/route.ts'
import { refuseUpload } from '../refuse-upload.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: route({
    body: z.object({ name: z.string().max(4_000).transform(toStorable), bytes: z.int().min(0) }),
    output: uploadSessionViewSchema,
    async handle({ context, signedIn, body }) {
      const started = await startUploadSession(context, signedIn.viewer, body)
      return started.ok ? { value: started.session, status: 201 } : refuseUpload(started)
    },
  }),
})
