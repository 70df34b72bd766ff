import { z } from 'zod'
import { vendorIds } from './request.ts'
import { taskStates } from './task-state.ts'
import { vendorHealthViewSchema } from './task-view.ts'

const isoDate = z.iso.datetime()

/** Somebody's take as the owner sees it: without its prompt, which is its maker's own, unless that is the owner. */
export const activityTaskSchema = z.object({
  id: z.string(),
  /** Only an own take can be opened. */
  isOwn: z.boolean(),
  maker: z.string(),
  /** Of an own take; null for anybody else's. */
  prompt: z.string().nullable(),
  vendor: z.enum(vendorIds),
  isSandbox: z.boolean(),
  state: z.enum(taskStates),
  /** Why it waits, or what happens now; null when the state says it all. */
  note: z.string().nullable(),
  traceId: z.string().nullable(),
  createdAt: isoDate,
  submittedAt: isoDate.nullable(),
})
export type ActivityTask = z.infer<typeof activityTaskSchema>

export const activityVendorSchema = z.object({
  vendor: z.enum(vendorIds),
  isSandbox: z.boolean(),
  running: z.int(),
  waiting: z.int(),
  /** How many may run at once as things stand; null when no limit is known. */
  limit: z.int().nullable(),
  /** True when the vendor has shown that it allows less than its documentation or Settings say. */
  isLearnt: z.boolean(),
  health: vendorHealthViewSchema,
  /** The vendor asked to be left alone until then. */
  pausedUntil: isoDate.nullable(),
  lastFailure: z.object({ code: z.string(), at: isoDate }).nullable(),
  /** In the last hour, by all processes; `answerMs` is the usual time to a yes. */
  lately: z.object({
    sent: z.int(),
    accepted: z.int(),
    answerMs: z.int().nullable(),
    unconfirmed: z.int(),
    finished: z.int(),
    failed: z.int(),
    checksFailed: z.int(),
  }),
  /** By this process since it started. */
  calls: z.array(z.object({ call: z.string(), count: z.int(), failed: z.int(), meanMs: z.int() })),
  events: z.array(z.object({ id: z.string(), at: isoDate, message: z.string() })),
})
export type ActivityVendor = z.infer<typeof activityVendorSchema>

export const activityViewSchema = z.object({
  /** The only takes that need a person, so they come first. */
  unconfirmed: z.array(activityTaskSchema),
  underWay: z.array(activityTaskSchema),
  waiting: z.array(activityTaskSchema),
  /** Of all that wait, also those that are not listed. */
  waitingCount: z.int(),
  /** Finished takes that cannot be stored here. */
  storageWaits: z.int(),
  /** Alarms that should have rung already. */
  lateAlarms: z.int(),
  vendors: z.array(activityVendorSchema),
})
export type ActivityView = z.infer<typeof activityViewSchema>
