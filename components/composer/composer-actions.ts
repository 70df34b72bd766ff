import type { AssumableField } from '#lib/generation/assumable-field.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface SubmitInput {
  request: GenerationRequest
  /** The same key for the same press: a lost answer may be asked for again without a second take. */
  idempotencyKey: string
  /** What the form filled in because the vendor cannot do without it: using the request again must not take it for a wish. */
  assumed: readonly AssumableField[]
}

export type SubmitResult = { ok: true; task: TakeView } | { ok: false; issues?: Issue[]; message: string }

export type SubmitGeneration = (input: SubmitInput) => Promise<SubmitResult>
