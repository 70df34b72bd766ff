import { z } from 'zod'
import { looseNumber, looseText, unread } from '../loose.ts'

export type Seedance2aiInputs = {
  prompt?: string
  urls?: string[]
  videoUrls?: string[]
  audioUrls?: string[]
  duration: `${number}s`
  resolution?: string
  videoInputMode?: 'keyframe' | 'reference'
  upscaleResolution?: string
}

export type Seedance2aiCreateBody = {
  model: string
  callBackUrl?: string
  inputs: Seedance2aiInputs
}

export const createReplySchema = z.object({ taskId: looseText })

const outputSchema = z.object({ url: looseText, width: looseNumber, height: looseNumber })

/** The answer of `queryTask`, and the body of a callback. */
export const taskReplySchema = z.object({
  taskId: looseText,
  model: unread,
  status: looseText,
  creditsUsed: looseNumber,
  output: z.array(outputSchema.nullish().catch(null)).nullish().catch(null),
  error: looseText,
  createTime: unread,
  completeTime: unread,
})

export const balanceReplySchema = z.object({ credits: looseNumber, availableCredits: looseNumber })
