import { z } from 'zod'
import { findPresentUploads } from '#lib/services/references.ts'
import { methods, route } from '#lib/session/route.ts'

const maxIds = 200

/** Which of these files are still one's own: a draft that was kept in a browser may name some that were deleted since. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({
      ids: z
        .string()
        .max(16_000)
        .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
        .refine((ids) => ids.length <= maxIds, `At most ${maxIds} ids at once.`),
    }),
    output: z.object({ ids: z.array(z.string()) }),
    async handle({ context, signedIn, query }) {
      return { value: { ids: await findPresentUploads(context, signedIn.viewer, query.ids) } }
    },
  }),
})
