import { z } from 'zod'
import { looseNumber, looseText, unread } from '../loose.ts'

export type UniallExtraBody = {
  generate_audio?: boolean
  seed?: number
  watermark?: boolean
  camera_fixed?: boolean
  return_last_frame?: boolean
  operation?: 'reference_to_video' | 'edit_video' | 'extend_video' | 'first_last_frame'
}

export type UniallCreateBody = {
  model: string
  prompt: string
  duration: number
  aspect_ratio?: string
  image?: string
  last_image?: string
  images?: string[]
  videos?: string[]
  audios?: string[]
  extra_body?: UniallExtraBody
}

/** An output is an address or an object that holds one. */
const outputSchema = z
  .union([z.string(), z.object({ url: looseText, video_url: looseText })])
  .nullish()
  .catch(null)

const resultSchema = z.object({
  video_url: looseText,
  outputs: z.array(outputSchema).nullish().catch(null),
  last_frame_url: looseText,
})

/** `error` is text or an object at different gateways; both are read. */
const errorSchema = z
  .union([z.string().transform((message) => ({ message, code: null })), z.object({ message: looseText, code: looseText })])
  .nullish()
  .catch(null)

/** `error` and `result` stand on the vendor's query pages only; where a last frame would be, nobody documents: `last_frame_url` is a guess. */
export const taskReplySchema = z.object({
  id: looseText,
  task_id: looseText,
  object: unread,
  model: unread,
  status: looseText,
  progress: looseNumber,
  video_url: looseText,
  last_frame_url: looseText,
  created_at: unread,
  completed_at: unread,
  result: resultSchema.nullish().catch(null),
  error: errorSchema,
})
export type UniallTaskReply = z.infer<typeof taskReplySchema>
