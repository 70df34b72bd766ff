import { z } from 'zod'
import { modes, type VendorId, vendorIds } from './request.ts'
import { connectionStates, vendorHealthViewSchema } from './task-view.ts'

/** What takes with these settings were charged here before; the settings are those that vendors price by. */
export const pastChargeSchema = z.object({
  mode: z.enum(modes),
  seconds: z.number().positive(),
  /** What ran: the one asked for, or the vendor's default; null where the vendor has no such choice. */
  resolution: z.string().nullable(),
  upscale: z.string().nullable(),
  /** A video guided the take, which some vendors charge for. */
  hasVideos: z.boolean(),
  /** In the vendor's own credits, for the newest of them. */
  credits: z.number(),
  /** How many of the last takes had these settings and a known charge. */
  takes: z.int().positive(),
  lastAt: z.iso.datetime(),
})
export type PastCharge = z.infer<typeof pastChargeSchema>

export const modelOutlookSchema = z.object({
  /** From acceptance to the vendor's "finished", the median of the last takes; null below two takes. */
  typicalSeconds: z.number().nonnegative().nullable(),
  charges: z.array(pastChargeSchema),
})
export type ModelOutlook = z.infer<typeof modelOutlookSchema>

export const vendorOutlookSchema = z.object({
  state: z.enum(connectionStates),
  /** Why it is in this state, in one sentence. */
  reason: z.string(),
  /** True when the vendor can be asked for its balance, so that a null one is not known yet. */
  hasBalanceCall: z.boolean(),
  /** What can be spent, as last heard; null when the vendor cannot be asked, is off, or was not asked yet. */
  balance: z.object({ available: z.number(), checkedAt: z.iso.datetime() }).nullable(),
  health: vendorHealthViewSchema,
  /** Why this person's uploads would not get there, as found by trying the address; null when they do, or when there are none. */
  uploadsProblem: z.string().nullable(),
  /** By model id, for the account in use now: what the sandbox charged says nothing about a live account. A model without history is absent. */
  models: z.record(z.string(), modelOutlookSchema),
})
export type VendorOutlook = z.infer<typeof vendorOutlookSchema>

/** `GET /api/vendors/outlook`: small enough to price a request in the browser while it is typed. */
export const vendorOutlooksSchema = z.object({ vendors: z.record(z.enum(vendorIds), vendorOutlookSchema) })
export type VendorOutlooks = { vendors: Record<VendorId, VendorOutlook> }
