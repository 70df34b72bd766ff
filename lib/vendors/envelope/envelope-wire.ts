import { z } from 'zod'
import { looseNumber, looseObject, looseText, unread } from '../loose.ts'

/** All eight fields are always sent, empty lists too, as the documented example does. A type, not an interface: it must fit a record. */
export type EnvelopeCreateBody = {
  model: string
  prompt: string
  function_mode: 'first_last_frames' | 'omni_reference'
  ratio: string
  duration: number
  image_urls: string[]
  audio_urls: string[]
  video_urls: string[]
}

const envelopeDataSchema = z.object({
  task_id: looseText,
  status: looseText,
  model: unread,
  created_at: unread,
  updated_at: unread,
  credits_cost: looseNumber,
  result: looseObject({ video_url: looseText, error_message: looseText, finished_at: unread }),
})

export const envelopeSchema = z.object({
  code: looseNumber,
  trace_id: looseText,
  message: looseText,
  data: envelopeDataSchema.nullish().catch(null),
})
