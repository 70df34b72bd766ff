import { z } from 'zod'
import { failureActions, failureCodes } from './failure.ts'
import { fileFacts } from './file-facts.ts'
import { fileKinds } from './file-kinds.ts'
import { generationRequestSchema, modes, vendorIds } from './request.ts'
import { taskStates } from './task-state.ts'

const isoDate = z.iso.datetime()

/** A task as the HTTP API answers it: the contract outsiders rely on. */
export const taskViewSchema = z.object({
  id: z.string(),
  vendor: z.enum(vendorIds),
  model: z.string().nullable(),
  mode: z.enum(modes),
  state: z.enum(taskStates),
  /** 0 to 1 as the vendor told it, or null when it told nothing. */
  progress: z.number().min(0).max(1).nullable(),
  request: generationRequestSchema,
  /** `charged` is null where nobody told it, and where a take failed or was cancelled: no vendor says whether those credits come back. */
  credits: z.object({ quoted: z.number().nullable(), charged: z.number().nullable() }),
  failure: z
    .object({
      code: z.enum(failureCodes),
      message: z.string(),
      /** For a script: whether it settles by itself, may be sent again, or needs a change first. */
      action: z.enum(failureActions),
      /** The HTTP status that says the same: 402 for a lack of credits. */
      status: z.int(),
    })
    .nullable(),
  video: z
    .object({
      url: z.string(),
      width: z.int(),
      height: z.int(),
      /** Seconds. */
      duration: z.number(),
      bytes: z.int(),
      sha256: z.string(),
    })
    .nullable(),
  vendorTaskId: z.string().nullable(),
  traceId: z.string().nullable(),
  createdAt: isoDate,
  submittedAt: isoDate.nullable(),
  finishedAt: isoDate.nullable(),
})
export type TaskView = z.infer<typeof taskViewSchema>

/** Frames in one picture, row by row, each for the `interval` seconds around it. */
export const previewStripSchema = z.object({
  columns: z.int().positive(),
  rows: z.int().positive(),
  frames: z.int().positive(),
  frameWidth: z.int().positive(),
  frameHeight: z.int().positive(),
  interval: z.number().positive(),
})
export type PreviewStripView = z.infer<typeof previewStripSchema>

/** A task as our own pages see it. */
export const takeViewSchema = taskViewSchema.extend({
  /** True when the built-in sandbox made it. */
  isSandbox: z.boolean(),
  /** SHA-256 of the request: two takes that asked for the same have the same. */
  requestHash: z.string(),
  /** Null while it is being made, and where it could not be. */
  posterUrl: z.string().nullable(),
  /** True for the moment in which poster, strip and playable copy of a finished take are made. */
  isPreparing: z.boolean(),
  /** What a player plays: the video, or the copy of it that every browser plays. */
  playUrl: z.string().nullable(),
  /** For the scrub bar. */
  preview: previewStripSchema.extend({ url: z.string() }).nullable(),
  /** width / height to reserve before the video is there. */
  aspect: z.number().positive(),
  /** One sentence on why a waiting take waits, or what happens now; null when the state says it all. */
  note: z.string().nullable(),
  /** What is left by this installation's own history (seconds), or null when it has none. */
  estimatedSecondsLeft: z.number().nullable(),
  failureDetails: z
    .object({
      title: z.string(),
      money: z.string(),
      advice: z.string(),
      vendorCode: z.string().nullable(),
      vendorMessage: z.string().nullable(),
    })
    .nullable(),
  /** What the vendor delivered otherwise than asked for, a sentence each. */
  mismatch: z.array(z.string()),
  canCancel: z.boolean(),
  canRetry: z.boolean(),
  /** Sent again it goes to the sandbox, as its vendor stands now, whatever this take was. */
  isRetryFree: z.boolean(),
  isSettled: z.boolean(),
})
export type TakeView = z.infer<typeof takeViewSchema>

export const taskEventViewSchema = z.object({
  id: z.string(),
  at: isoDate,
  /** A participle or short phrase: `created`, `submitting`, `vendor_status`, `archived`. */
  type: z.string(),
  /** One sentence a creator understands. */
  message: z.string(),
})
export type TaskEventView = z.infer<typeof taskEventViewSchema>

/** What was kept of a finished file, and how to prove it is still the same. */
export const videoReceiptSchema = z.object({
  bytes: z.int(),
  sha256: z.string(),
  container: z.string(),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  width: z.int(),
  height: z.int(),
  duration: z.number(),
  /** The vendor's address without its query: provenance only. */
  sourceUrl: z.string().nullable(),
  archivedAt: isoDate,
  /** The copy that is played; the original is kept beside it. */
  playable: z.object({ bytes: z.int(), sha256: z.string() }).nullable(),
})
export type VideoReceipt = z.infer<typeof videoReceiptSchema>

export const shareViewSchema = z.object({
  id: z.string(),
  token: z.string(),
  url: z.string(),
  createdAt: isoDate,
  expiresAt: isoDate.nullable(),
  revokedAt: isoDate.nullable(),
})
export type ShareView = z.infer<typeof shareViewSchema>

export const takePageSchema = z.object({ items: z.array(takeViewSchema), nextCursor: z.string().nullable() })
export type TakePage = z.infer<typeof takePageSchema>

export const connectionStates = ['live', 'sandbox', 'off'] as const

/** Whether a vendor answers at all. `down`: takes wait instead of being sent. */
export const vendorHealthViewSchema = z.object({
  state: z.enum(['ok', 'down']),
  since: isoDate.nullable(),
  message: z.string().nullable(),
})
export type VendorHealthView = z.infer<typeof vendorHealthViewSchema>

/** A vendor account as Settings and the composer see it; the key itself never leaves the server. */
export const connectionViewSchema = z.object({
  vendor: z.enum(vendorIds),
  name: z.string(),
  state: z.enum(connectionStates),
  /** Why it is in this state, in one sentence. */
  reason: z.string(),
  /** Switched off by the owner. */
  isDisabled: z.boolean(),
  keySource: z.enum(['environment', 'settings']).nullable(),
  /** The last four characters, to tell keys apart. */
  keyHint: z.string().nullable(),
  baseUrl: z.string().nullable(),
  baseUrlSource: z.enum(['environment', 'settings', 'default']).nullable(),
  /** True when uploads can be handed to this vendor. */
  acceptsUploads: z.boolean(),
  /** Why not, and what to set up; null when they can. */
  uploadsProblem: z.string().nullable(),
  balance: z.object({ available: z.number(), checkedAt: isoDate }).nullable(),
  lastTest: z.object({ ok: z.boolean(), message: z.string(), at: isoDate }).nullable(),
  /** How many takes the owner lets run at once here; null leaves it to the vendor. */
  maxRunning: z.int().nullable(),
  health: vendorHealthViewSchema,
})
export type ConnectionView = z.infer<typeof connectionViewSchema>

export const uploadViewSchema = z.object({
  id: z.string(),
  kind: z.enum(fileKinds),
  name: z.string(),
  url: z.string(),
  /** A small picture of it; null for sound, and where none could be made. */
  thumbnailUrl: z.string().nullable(),
  contentType: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  ...fileFacts,
  /** The upload that this one was cut or converted from. */
  originalId: z.string().nullable(),
  /** What was done to the original. */
  edit: z.record(z.string(), z.unknown()).nullable(),
  /** The take that this file is, or is a frame of. */
  fromTaskId: z.string().nullable(),
  createdAt: isoDate,
})
export type UploadView = z.infer<typeof uploadViewSchema>
