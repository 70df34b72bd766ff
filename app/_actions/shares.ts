'use server'

import { z } from 'zod'
import { shareViewSchema } from '#lib/generation/task-view.ts'
import { createShare, revokeShare } from '#lib/services/share-video.ts'
import { action } from '#lib/session/action.ts'

const id = z.string().min(1).max(64)
const output = z.object({ share: shareViewSchema })

export const createShareAction = action(
  {
    access: 'member',
    input: z.strictObject({ taskId: id, expiresInDays: z.int().min(1, 'At least 1 day.').max(3_650, 'At most 3,650 days.').optional() }),
    output,
  },
  async ({ context, signedIn, input: { taskId, ...options } }) => createShare(context, signedIn.viewer, taskId, options),
)

export const revokeShareAction = action({ access: 'member', input: id, output }, async ({ context, signedIn, input }) =>
  revokeShare(context, signedIn.viewer, input),
)
