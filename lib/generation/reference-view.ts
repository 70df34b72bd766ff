import { z } from 'zod'
import { fileKinds } from './file-kinds.ts'
import { linkedFileViewSchema } from './linked-file.ts'
import { uploadViewSchema } from './task-view.ts'

const usedInSchema = z.object({ taskId: z.string(), prompt: z.string(), at: z.iso.datetime() })

/** A file or an address that guided takes, or may. */
export const referenceItemSchema = z.object({
  /** Of the upload or the link. */
  id: z.string(),
  type: z.enum(['upload', 'link']),
  kind: z.enum(fileKinds).nullable(),
  name: z.string(),
  upload: uploadViewSchema.nullable(),
  link: linkedFileViewSchema.nullable(),
  /** In how many takes it was used. */
  uses: z.int(),
  /** The latest of them. */
  usedIn: z.array(usedInSchema),
  usedAt: z.iso.datetime(),
})
export type ReferenceItem = z.infer<typeof referenceItemSchema>

export const referencePageSchema = z.object({ items: z.array(referenceItemSchema), nextCursor: z.string().nullable() })
export type ReferencePage = z.infer<typeof referencePageSchema>

/** One of them, opened. */
export const referenceDetailSchema = z.object({
  item: referenceItemSchema,
  /** The upload that this one was cut or converted from. */
  original: uploadViewSchema.nullable(),
  /** What was cut or converted from this one. */
  edits: z.array(uploadViewSchema),
})
export type ReferenceDetail = z.infer<typeof referenceDetailSchema>
