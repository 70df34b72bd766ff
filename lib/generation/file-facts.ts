import { z } from 'zod'

/** What was found in a file's bytes; null where it has none or nobody could tell. */
export const fileFacts = {
  container: z.string().nullable(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** Seconds. */
  duration: z.number().nullable(),
}
