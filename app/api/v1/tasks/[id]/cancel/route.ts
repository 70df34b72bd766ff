import { taskViewSchema } from '#lib/generation/task-view.ts'
import { cancelTask } from '#lib/services/cancel-task.ts'
import { findTaskView } from '#lib/services/find-take.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { apiRoute, methods } from '#lib/session/route.ts'
import { withAbsoluteVideo } from '../../../task-reply.ts'

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  POST: apiRoute({
    output: taskViewSchema,
    async handle({ request, context, signedIn, param }) {
      const result = await cancelTask(context, signedIn.viewer, param('id'))
      if (!result.ok) return errorResponse(result.code, { message: result.message })
      const task = await findTaskView(context, signedIn.viewer, result.take.id)
      return task === null ? errorResponse('not_found') : { value: withAbsoluteVideo(task, request) }
    },
  }),
})
