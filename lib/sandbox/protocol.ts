import type { Order } from './order.ts'
import type { Progress } from './progress.ts'
import type { StoredTask } from './task-store.ts'

/** A call that a vendor's URL stands for. */
export type VendorCall =
  | { kind: 'create' }
  | { kind: 'query'; id: string }
  | { kind: 'cancel'; id: string }
  | { kind: 'balance' }
  | { kind: 'models' }

/** Why a vendor says no; each vendor has its own status and words for it. */
export type Refusal =
  | { kind: 'unauthorized' }
  | { kind: 'no_route' }
  | { kind: 'invalid'; message: string; field: string | null }
  | { kind: 'too_large' }
  | { kind: 'no_credits' }
  | { kind: 'busy' }
  | { kind: 'rejected' }
  | { kind: 'task_not_found' }
  | { kind: 'task_of_another_account' }
  | { kind: 'not_cancellable' }
  | { kind: 'internal' }

export interface VendorReply {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export type ReadOrder = { ok: true; order: Order } | { ok: false; message: string; field: string | null }

/** A task with where it stands, as a vendor tells it. */
export interface TaskReport {
  task: StoredTask
  progress: Progress
  /** Set when the task has succeeded. */
  videoUrl: string | null
  /** A word to use instead of the vendor's own while the task runs. */
  strangeStatus: string | null
}

/** One vendor's wire, seen from its own side. The desk does what is common to all: keys, credits, limits, faults. */
export interface Protocol {
  vendor: string
  name: string
  /** What the vendor's base URL has after its host. */
  basePath: string
  /** Keys that stand in the examples of the docs, so that they run as they are. */
  keysInDocs: readonly string[]
  maxRunning: number
  /** Seconds between a callback that was not answered with 2xx and the next try; empty: no callbacks. */
  callbackRetrySeconds: readonly number[]
  /** The docs' own JSON has a comment in it. */
  allowsJsonComments: boolean
  createTaskId(): string
  findCall(method: string, path: string, query: URLSearchParams): VendorCall | null
  readOrder(body: unknown): ReadOrder
  refuse(refusal: Refusal, traceId: string): VendorReply
  accept(report: TaskReport): VendorReply
  report(report: TaskReport): VendorReply
  /** The body of a callback. */
  callback?(report: TaskReport): unknown
  cancelled?(report: TaskReport): VendorReply
  balance?(credits: { total: number; available: number }): VendorReply
  models?(): VendorReply
}
