import { z } from 'zod'
import { takeViewSchema } from '#lib/generation/task-view.ts'
import { findTakes } from '#lib/services/find-take.ts'
import { methods, route } from '#lib/session/route.ts'

const maxIds = 100

/** The poll of our own pages: many takes in one request, and no vendor is asked. Unknown ids are left out. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    query: z.object({
      ids: z
        .string()
        .max(8_000)
        .default('')
        .transform((text) => [...new Set(text.split(',').filter((id) => id !== ''))])
        .refine((ids) => ids.length <= maxIds, `At most ${maxIds} ids at once.`),
    }),
    output: z.object({ items: z.array(takeViewSchema) }),
    async handle({ context, signedIn, query }) {
      return { value: { items: await findTakes(context, signedIn.viewer, query.ids) } }
    },
  }),
})
