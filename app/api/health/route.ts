import { checkHealth, healthSchema } from '#lib/services/check-health.ts'
import { methods, publicRoute } from '#lib/session/route.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    output: healthSchema,
    async handle({ context }) {
      const health = await checkHealth(context)
      return { value: health, status: health.ok ? 200 : 503 }
    },
  }),
})
