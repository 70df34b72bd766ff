import { z } from 'zod'
import { factsFromUpload } from '#components/composer/reference-facts.ts'
import type { AssumableField } from '#lib/generation/assumable-field.ts'
import { fileKinds, listFields } from '#lib/generation/file-kinds.ts'
import { type GenerationRequest, modes, type Reference, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { UploadView } from '#lib/generation/task-view.ts'

export const switchFields = ['generateAudio', 'watermark', 'cameraFixed', 'returnLastFrame'] as const
export type SwitchField = (typeof switchFields)[number]
/** `default` leaves the field out, so that the vendor decides. */
const switchValueSchema = z.enum(['default', 'on', 'off'])
export type SwitchValue = z.infer<typeof switchValueSchema>

/** A file of the request. Only `url` or `upload` and its size and length are ever sent; the rest is for the person's eyes. */
const draftReferenceSchema = z.object({
  url: z.string().optional(),
  /** An upload's id, or while it is on its way the key of its transfer (`isTransferKey`). */
  upload: z.string().optional(),
  /** The transfer that brought it, also when it has arrived: the tile stays the same one. */
  key: z.string().optional(),
  name: z.string().optional(),
  /** Our own address of an upload's file. */
  previewUrl: z.string().optional(),
  /** Our own address of a small picture of it. */
  thumbnailUrl: z.string().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  duration: z.number().optional(),
  bytes: z.number().optional(),
  container: z.string().optional(),
  videoCodec: z.string().optional(),
  audioCodec: z.string().optional(),
  /** What was found at an address. */
  checked: z.object({ kind: z.enum(fileKinds).nullable(), problem: z.string().nullable(), at: z.number() }).optional(),
  /** Deleted from the library since. */
  isGone: z.boolean().optional(),
  /** What was done to it before it was sent. */
  note: z.string().optional(),
  /** The upload that this one was cut or converted from, and what was done: "Trimmed to 15 s". */
  original: z.object({ upload: z.string(), done: z.string() }).optional(),
})
export type DraftReference = z.infer<typeof draftReferenceSchema>

/**
 * What the person wants, whatever the vendor takes: a field that the present vendor or mode does not have stays here, so switching
 * back finds it again. Numbers are kept as typed.
 */
export const draftSchema = z.object({
  vendor: z.enum(vendorIds),
  /** The vendor at which the model was chosen; elsewhere the model of the same tier stands in. */
  modelVendor: z.enum(vendorIds),
  /** Empty: the vendor's default. */
  model: z.string(),
  mode: z.enum(modes),
  prompt: z.string(),
  ratio: z.string(),
  resolution: z.string(),
  upscale: z.string(),
  duration: z.string(),
  seed: z.string(),
  generateAudio: switchValueSchema,
  watermark: switchValueSchema,
  cameraFixed: switchValueSchema,
  returnLastFrame: switchValueSchema,
  images: z.array(draftReferenceSchema),
  videos: z.array(draftReferenceSchema),
  audios: z.array(draftReferenceSchema),
  /** An address typed but not added yet. */
  pendingImages: z.string(),
  pendingVideos: z.string(),
  pendingAudios: z.string(),
})
export type Draft = z.infer<typeof draftSchema>

export const pendingFields = { images: 'pendingImages', videos: 'pendingVideos', audios: 'pendingAudios' } as const

export function createDraft(vendor: VendorId = 'loova'): Draft {
  return {
    vendor,
    modelVendor: vendor,
    model: '',
    mode: 'text_to_video',
    prompt: '',
    ratio: '',
    resolution: '',
    upscale: '',
    duration: '5',
    seed: '',
    generateAudio: 'default',
    watermark: 'default',
    cameraFixed: 'default',
    returnLastFrame: 'default',
    images: [],
    videos: [],
    audios: [],
    pendingImages: '',
    pendingVideos: '',
    pendingAudios: '',
  }
}

export function toSwitchValue(value: boolean | undefined): SwitchValue {
  if (value === undefined) return 'default'
  return value ? 'on' : 'off'
}

export function toDraftReference(reference: Reference): DraftReference {
  return { ...reference }
}

/** "Use again": a request, those of its files that are still here, by the id that it gives them, and what the form had filled in. */
export interface UsedAgain {
  request: GenerationRequest
  uploads: Readonly<Record<string, UploadView>>
  assumed: readonly AssumableField[]
}

/** A take's request back into the form, with every file that it had: one that was deleted since says so in its place. */
export function draftFromUsedAgain({ request, uploads, assumed }: UsedAgain): Draft {
  const toNamed = (reference: Reference): DraftReference => {
    if (!('upload' in reference)) return toDraftReference(reference)
    const upload = Object.hasOwn(uploads, reference.upload) ? uploads[reference.upload] : undefined
    return upload ? factsFromUpload(upload) : { ...toDraftReference(reference), isGone: true }
  }
  // What was merely filled in is left open again: it must not stand against other vendors.
  const chosen = (field: AssumableField) => (assumed.includes(field) ? '' : (request[field] ?? ''))
  return {
    ...createDraft(request.vendor),
    model: request.model ?? '',
    mode: request.mode,
    prompt: request.prompt ?? '',
    ratio: chosen('ratio'),
    resolution: chosen('resolution'),
    upscale: chosen('upscale'),
    duration: request.duration === undefined ? '' : String(request.duration),
    seed: request.seed === undefined ? '' : String(request.seed),
    generateAudio: toSwitchValue(request.generateAudio),
    watermark: toSwitchValue(request.watermark),
    cameraFixed: toSwitchValue(request.cameraFixed),
    returnLastFrame: toSwitchValue(request.returnLastFrame),
    images: (request.images ?? []).map(toNamed),
    videos: (request.videos ?? []).map(toNamed),
    audios: (request.audios ?? []).map(toNamed),
  }
}

/** The addresses in a pasted text, one a line. */
export function splitAddresses(text: string): string[] {
  return (
    text
      // A space or comma parts two addresses only before the next one's scheme: both may stand inside an address.
      .split(/[\r\n]+|[\s,;]+(?=(?:https?|asset):\/\/)/i)
      .map((line) => line.trim().replace(/[,;]$/, ''))
      .filter((line) => line !== '')
  )
}

/** Moves what was typed but not added into the lists. */
export function addPending(draft: Draft): Draft {
  const next = { ...draft }
  for (const kind of listFields) {
    const added = splitAddresses(draft[pendingFields[kind]]).map((url) => ({ url }))
    if (added.length === 0) continue
    next[kind] = [...draft[kind], ...added]
    next[pendingFields[kind]] = ''
  }
  return next
}
