'use server'

import { z } from 'zod'
import { takeViewSchema } from '#lib/generation/task-view.ts'
import { cancelTask } from '#lib/services/cancel-task.ts'
import { deleteTask } from '#lib/services/delete-task.ts'
import { deleteTasks } from '#lib/services/delete-tasks.ts'
import { retryTask } from '#lib/services/retry-task.ts'
import { settleUnconfirmed } from '#lib/services/settle-unconfirmed.ts'
import { verificationSchema, verifyVideo } from '#lib/services/verify-video.ts'
import { action } from '#lib/session/action.ts'

const taskId = z.string().min(1).max(64)
const output = z.object({ task: takeViewSchema })

export const cancelTaskAction = action({ access: 'member', input: taskId, output }, async ({ context, signedIn, input }) => {
  const result = await cancelTask(context, signedIn.viewer, input)
  return result.ok ? { ok: true, task: result.take } : result
})

/** Answers the new take. The optional key makes a double press one take. */
export const retryTaskAction = action(
  { access: 'member', input: z.tuple([taskId, z.string().min(1).max(255).optional()]), output },
  async ({ context, signedIn, input: [id, idempotencyKey] }) => {
    const result = await retryTask(context, signedIn.viewer, id, idempotencyKey)
    return result.ok ? { ok: true, task: result.take } : result
  },
)

export const deleteTaskAction = action({ access: 'member', input: taskId }, async ({ context, signedIn, input }) =>
  deleteTask(context, signedIn.viewer, input),
)

const deletion = z.object({ goneIds: z.array(z.string()), refused: z.array(z.object({ id: z.string(), message: z.string() })) })

/** What the gallery has selected, part by part. */
export const deleteTasksAction = action(
  { access: 'member', input: z.array(taskId).min(1).max(100), output: deletion },
  async ({ context, signedIn, input }) => ({ ok: true, ...(await deleteTasks(context, signedIn.viewer, input)) }),
)

/** Reads the saved file again and compares it with its receipt. */
export const verifyVideoAction = action(
  { access: 'member', input: taskId, output: z.object({ verification: verificationSchema }) },
  async ({ context, signedIn, input }) => verifyVideo(context, signedIn.viewer, input),
)

const vendorTaskId = z
  .string()
  .trim()
  .min(1, 'Enter the vendor’s task id.')
  .max(200, 'A task id has at most 200 characters.')
  .regex(/^\P{Cc}*$/u, 'A task id is one line without special characters.')

const choice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attach'), vendorTaskId }),
  z.strictObject({ kind: z.literal('send_again') }),
  z.strictObject({ kind: z.literal('forget') }),
])

export const settleUnconfirmedAction = action(
  { access: 'member', input: z.tuple([taskId, choice]), output },
  async ({ context, signedIn, input: [id, chosen] }) => {
    const result = await settleUnconfirmed(context, signedIn.viewer, id, chosen)
    return result.ok ? { ok: true, task: result.take } : result
  },
)
