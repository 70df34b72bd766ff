import { z } from 'zod'

/** A file on its way here in parts. */
export const uploadSessionViewSchema = z.object({
  id: z.string(),
  /** Where the next part begins. */
  receivedBytes: z.int(),
  /** The most that one part may have. */
  partBytes: z.int(),
})
export type UploadSessionView = z.infer<typeof uploadSessionViewSchema>
