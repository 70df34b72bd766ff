import { z } from 'zod'
import { taskViewSchema } from '#lib/generation/task-view.ts'
import { findTaskView } from '#lib/services/find-take.ts'
import { listTaskViews } from '#lib/services/list-takes.ts'
import { submitGeneration } from '#lib/services/submit-generation.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { listQuerySchema } from '../list-query.ts'
import { withAbsoluteVideo } from '../task-reply.ts'

const keyPattern = /^[\x21-\x7e]{1,255}$/

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    query: listQuerySchema,
    output: z.object({ items: z.array(taskViewSchema), nextCursor: z.string().nullable() }),
    async handle({ request, context, signedIn, query }) {
      const page = await listTaskViews(context, signedIn.viewer, query)
      if (!page.ok) return errorResponse('invalid_request', { message: page.message })
      return { value: { items: page.items.map((task) => withAbsoluteVideo(task, request)), nextCursor: page.nextCursor } }
    },
  }),
  POST: apiRoute({
    body: z.unknown(),
    output: taskViewSchema,
    async handle({ request, context, signedIn, body }) {
      const idempotencyKey = request.headers.get('idempotency-key') ?? undefined
      if (idempotencyKey !== undefined && !keyPattern.test(idempotencyKey))
        return errorResponse('invalid_request', { message: 'Idempotency-Key must have 1 to 255 visible ASCII characters.' })
      const result = await submitGeneration(context, signedIn.viewer, { request: body, idempotencyKey })
      if (!result.ok)
        return result.code === 'conflict'
          ? errorResponse('idempotency_conflict', { message: result.message })
          : errorResponse('invalid_request', { message: result.message, issues: result.issues })
      const task = await findTaskView(context, signedIn.viewer, result.take.id)
      // Deleted between the two statements, by another of the same person's calls.
      if (task === null) return errorResponse('not_found')
      return {
        value: withAbsoluteVideo(task, request),
        status: 202,
        headers: { location: `/api/v1/tasks/${task.id}`, ...(result.isReplay && { 'idempotency-replayed': 'true' }) },
      }
    },
  }),
})
