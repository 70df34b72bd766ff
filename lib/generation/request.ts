import { z } from 'zod'
import { isStorable, notStorable } from './storable.ts'

export const vendorIds = ['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink'] as const
export type VendorId = (typeof vendorIds)[number]

export const modes = ['text_to_video', 'image_to_video', 'first_last_frames', 'reference', 'edit', 'extend'] as const
export type Mode = (typeof modes)[number]

/** The words a creator reads; outsiders find the Mode options by them. */
export const modeLabels: Record<Mode, string> = {
  text_to_video: 'Text to video',
  image_to_video: 'Image to video',
  first_last_frames: 'First & last frames',
  reference: 'Reference',
  edit: 'Edit',
  extend: 'Extend',
}

/**
 * In characters, so that an emoji is one. No vendor documents a prompt limit; this one is ours, so that a pasted book is refused before it
 * costs a call.
 */
export const maxPromptLength = 10_000
const maxUrlLength = 4_096
/** Far above every vendor's own limit; the vendor's rules give the real message. */
const maxReferences = 50

/** Facts (`width`, `height` in px, `duration` in s) are what the app probed or the caller knows; absent means unknown. */
const facts = {
  width: z.int().positive().max(100_000).optional(),
  height: z.int().positive().max(100_000).optional(),
  duration: z.number().positive().max(86_400).optional(),
}

const text = (maxLength: number) => z.string().max(maxLength).refine(isStorable, notStorable)

/** zod counts UTF-16 units; JSON Schema, the form and people count characters. */
const promptSchema = z
  .string()
  .check(({ value, issues }) => {
    if (value.length > maxPromptLength && [...value].length > maxPromptLength)
      issues.push({ code: 'too_big', origin: 'string', maximum: maxPromptLength, inclusive: true, input: value })
    else if (!isStorable(value)) issues.push({ code: 'custom', message: notStorable, input: value })
  })
  .meta({ maxLength: maxPromptLength })

/** JSON can carry -0; no creator means it, and `-0 === 0` would let it travel on unseen. NaN and the infinities zod refuses itself. */
const plainNumber = z.number().refine((value) => !Object.is(value, -0), 'must be 0, without a minus sign')

const urlReferenceSchema = z.strictObject({ url: text(maxUrlLength).min(1), ...facts })
const uploadReferenceSchema = z.strictObject({ upload: text(64).min(1), ...facts })

/** A file that guides a generation: a URL, or the id of an upload kept by this installation. */
export const referenceSchema = z.union([urlReferenceSchema, uploadReferenceSchema])
export type Reference = z.infer<typeof referenceSchema>

/**
 * What a creator asks for, in one vocabulary over all vendors. The schema holds shapes only; limits and options are the vendors' rules.
 * `duration` is in whole seconds. An absent field takes the vendor's default.
 */
export const generationRequestSchema = z.strictObject({
  vendor: z.enum(vendorIds),
  model: text(100).min(1).optional(),
  mode: z.enum(modes),
  prompt: promptSchema.optional(),
  ratio: text(20).min(1).optional(),
  resolution: text(20).min(1).optional(),
  upscale: text(20).min(1).optional(),
  duration: plainNumber.optional(),
  images: z.array(referenceSchema).max(maxReferences).optional(),
  videos: z.array(referenceSchema).max(maxReferences).optional(),
  audios: z.array(referenceSchema).max(maxReferences).optional(),
  generateAudio: z.boolean().optional(),
  seed: plainNumber.optional(),
  watermark: z.boolean().optional(),
  cameraFixed: z.boolean().optional(),
  returnLastFrame: z.boolean().optional(),
})
export type GenerationRequest = z.infer<typeof generationRequestSchema>
export type RequestField = keyof GenerationRequest
