import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface SubmitInput {
  request: GenerationRequest
  /** The same key for the same press: a lost answer may be asked for again without a second take. */
  idempotencyKey: string
}

export type SubmitResult = { ok: true; task: TakeView } | { ok: false; issues?: Issue[]; message: string }

export type SubmitGeneration = (input: SubmitInput) => Promise<SubmitResult>
