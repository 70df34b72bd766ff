'use server'

import { z } from 'zod'
import { assumableFields } from '#lib/generation/assumable-field.ts'
import { takeViewSchema } from '#lib/generation/task-view.ts'
import { submitGeneration } from '#lib/services/submit-generation.ts'
import { action } from '#lib/session/action.ts'

export const submitGenerationAction = action(
  {
    access: 'member',
    input: z.strictObject({
      // The service reads it, with words for every field.
      request: z.unknown(),
      idempotencyKey: z.string().min(1).max(255).optional(),
      assumed: z.array(z.enum(assumableFields)).max(assumableFields.length).readonly().optional(),
    }),
    output: z.object({ task: takeViewSchema }),
  },
  async ({ context, signedIn, input }) => {
    const result = await submitGeneration(context, signedIn.viewer, input)
    return result.ok ? { ok: true, task: result.take } : result
  },
)
