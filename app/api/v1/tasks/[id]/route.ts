import { z } from 'zod'
import { numberText } from '#lib/generation/number-text.ts'
import { taskViewSchema } from '#lib/generation/task-view.ts'
import { deleteTask } from '#lib/services/delete-task.ts'
import { waitForTask } from '#lib/services/wait-for-task.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { withAbsoluteVideo } from '../../task-reply.ts'

const maxWaitSeconds = 60

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: apiRoute({
    query: z.object({ wait: numberText(z.number().min(0).max(maxWaitSeconds)).optional() }),
    output: taskViewSchema,
    async handle({ request, context, signedIn, param, query }) {
      const options = { waitMs: (query.wait ?? 0) * 1000, signal: request.signal }
      const task = await waitForTask(context, signedIn.viewer, param('id'), options)
      return task === null ? errorResponse('not_found', { message: 'There is no such task.' }) : { value: withAbsoluteVideo(task, request) }
    },
  }),
  DELETE: apiRoute({
    async handle({ context, signedIn, param }) {
      const result = await deleteTask(context, signedIn.viewer, param('id'))
      return result.ok ? new Response(null, { status: 204 }) : errorResponse(result.code, { message: result.message })
    },
  }),
})
