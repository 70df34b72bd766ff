import { z } from 'zod'
import { looseNumber, looseText, unread } from '../loose.ts'

export type Seedance2inkCreateBody = {
  model: string
  prompt: string
  aspectRatio?: string
  duration: number
  resolution?: string
  mediaUrls?: string[]
  webhookUrl?: string
  metadata?: { dailiesTaskId: string }
}

const errorSchema = z.object({ code: looseText, message: looseText }).nullish().catch(null)

export const createReplySchema = z.object({
  success: unread,
  requestId: looseText,
  status: looseText,
  creditsCharged: looseNumber,
  error: errorSchema,
})

const outputSchema = z.object({ type: unread, url: looseText })

/** The answer of a query, of a cancellation (which has only the first three fields) and, as far as we know, a webhook's body. */
export const taskReplySchema = z.object({
  success: unread,
  requestId: looseText,
  status: looseText,
  model: unread,
  prompt: unread,
  duration: unread,
  aspectRatio: unread,
  resolution: unread,
  creditsCharged: looseNumber,
  metadata: z.object({ dailiesTaskId: looseText }).nullish().catch(null),
  output: outputSchema.nullish().catch(null),
  error: errorSchema,
})
