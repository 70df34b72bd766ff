import { z } from 'zod'
import { numberText } from '#lib/generation/number-text.ts'
import { uploadViewSchema } from '#lib/generation/task-view.ts'
import { findKnownUpload } from '#lib/services/find-known-upload.ts'
import { methods, route } from '#lib/session/route.ts'

/** Asked before a file is sent: what is here already need not be sent again. "No" is an answer, not an error: browsers report a 404 as one. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({
      sha256: z
        .string()
        .toLowerCase()
        .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
      bytes: numberText(z.int().min(0)),
    }),
    output: uploadViewSchema,
    async handle({ context, signedIn, query }) {
      const upload = await findKnownUpload(context, signedIn.viewer, query)
      return upload === null ? new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } }) : { value: upload }
    },
  }),
})
