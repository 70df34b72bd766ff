import { z } from 'zod'
import { methods, publicRoute } from '#lib/session/route.ts'
import { findViewer } from '#lib/session/viewer.ts'

/** Whose the browser's session is at this moment; null: nobody's. Pages compare it with whom they were rendered for. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    output: z.object({ account: z.string().nullable() }),
    async handle({ context, request }) {
      const signedIn = await findViewer(request.headers, context)
      return { value: { account: signedIn?.user.id ?? null } }
    },
  }),
})
