import { z } from 'zod'
import { vendorIds } from './request.ts'

/** One vendor in one month. Credits of two vendors are different units: nothing here may be added up across vendors. */
export const spendRowSchema = z.object({
  vendor: z.enum(vendorIds),
  /** The built-in sandbox's credits are not money. */
  isSandbox: z.boolean(),
  /** Year and month in UTC: `2026-11`. */
  month: z.string().regex(/^\d{4}-\d{2}$/),
  takes: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  /** How many of all these have been deleted since; nothing but their numbers is left. */
  deleted: z.int(),
  credits: z.object({
    /** As quoted before sending, over the takes that had a quote; null when none had. */
    quoted: z.number().nullable(),
    quotedTakes: z.int(),
    /** As the vendor told it, over the takes for which it did; null when it never did. */
    charged: z.number().nullable(),
    chargedTakes: z.int(),
  }),
})
export type SpendRow = z.infer<typeof spendRowSchema>

export const spendSummarySchema = z.object({ rows: z.array(spendRowSchema) })
export type SpendSummary = z.infer<typeof spendSummarySchema>
