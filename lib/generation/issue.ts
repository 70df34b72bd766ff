import { z } from 'zod'
import type { GenerationRequest, RequestField } from './request.ts'

export const issueCodes = [
  'required',
  'invalid_type',
  'unknown_field',
  'not_supported',
  'not_an_option',
  'too_small',
  'too_big',
  'too_few',
  'too_many',
  'too_long',
  'not_an_integer',
  'invalid_url',
  'unreachable',
  'needs_companion',
  'ambiguous_mode',
  'duplicate',
  'no_such_reference',
  'not_mentioned',
  'unknown_fact',
  'unknown_upload',
  'vendor_unavailable',
] as const
export type IssueCode = (typeof issueCodes)[number]

/** A change to a request that would make it fit, applied with one press. */
export interface Fix {
  /** An imperative in the creator's words: "Shorten to 15 s". */
  label: string
  set?: Partial<GenerationRequest>
  unset?: readonly RequestField[]
}

/** One broken rule. An `error` stops the request; a `warning` (a fact nobody knows) does not. */
export interface Issue {
  /** The request's top-level field, or `request` when it is not about one field. */
  path: RequestField | 'request' | (string & {})
  /** Position inside a list field, when one entry is at fault. */
  index?: number
  code: IssueCode
  /** What is wrong and what is allowed, in the creator's words. */
  message: string
  severity: 'error' | 'warning'
  /** The smallest change. */
  fix?: Fix
  /** Another change that would do, where it is a matter of taste which of the two is smaller. */
  otherFix?: Fix
}

/** The shape of an issue in the HTTP API. */
export const issueViewSchema = z.object({
  path: z.string(),
  index: z.int().optional(),
  code: z.enum(issueCodes),
  message: z.string(),
  severity: z.enum(['error', 'warning']),
})

export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === 'error')
}

export function applyFix(request: GenerationRequest, fix: Fix): GenerationRequest {
  const changed: GenerationRequest = { ...request, ...fix.set }
  for (const field of fix.unset ?? []) delete changed[field]
  return changed
}
