import { z } from 'zod'
import { numberText } from '#lib/generation/number-text.ts'
import { uploadViewSchema } from '#lib/generation/task-view.ts'

/** An upload as scripts see it: without the addresses that only a signed-in browser may open. */
export const uploadReplySchema = uploadViewSchema.omit({ url: true, thumbnailUrl: true, edit: true })
export const uploadPageSchema = z.object({ items: z.array(uploadReplySchema), nextCursor: z.string().nullable() })

export const uploadListQuerySchema = z.object({
  cursor: z.string().max(200).optional(),
  limit: numberText(z.int().min(1).max(100)).optional(),
})
