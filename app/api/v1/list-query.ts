import { z } from 'zod'
import { numberText } from '#lib/generation/number-text.ts'
import { vendorIds } from '#lib/generation/request.ts'
import { taskStates } from '#lib/generation/task-state.ts'

/** What a list of tasks can be asked for; every value is text, as it comes in an address. */
export const listQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: numberText(z.int().min(1).max(100)).optional(),
  state: z.enum(taskStates).optional(),
  vendor: z.enum(vendorIds).optional(),
  q: z.string().max(500).optional(),
})
