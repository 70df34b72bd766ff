import type { z } from 'zod'
import { explainIssue } from './explain-issue.ts'
import type { Issue, IssueCode } from './issue.ts'
import { type GenerationRequest, generationRequestSchema } from './request.ts'

export type ParsedRequest = { ok: true; request: GenerationRequest } | { ok: false; issues: Issue[] }

/** A body of a thousand wrong fields is answered with the first ones, not with a thousand lines. */
const maxIssues = 50
const maxNameLength = 60

const fieldNames: Record<string, string> = {
  vendor: 'Vendor',
  model: 'Model',
  mode: 'Mode',
  prompt: 'Prompt',
  ratio: 'Ratio',
  resolution: 'Resolution',
  upscale: 'Upscale',
  duration: 'Duration',
  images: 'Images',
  videos: 'Videos',
  audios: 'Audio',
  generateAudio: 'Generate audio',
  seed: 'Seed',
  watermark: 'Watermark',
  cameraFixed: 'Fixed camera',
  returnLastFrame: 'Return last frame',
}
const entryNames: Record<string, string> = { images: 'Image', videos: 'Video', audios: 'Audio' }

const notAFile = 'must be an object with a url or an upload'

/** Reads a request from anybody: any JSON, any form state. What it accepts has the right shape; the vendors' rules come after. */
export function parseGenerationRequest(input: unknown): ParsedRequest {
  const parsed = generationRequestSchema.safeParse(input)
  if (parsed.success) return { ok: true, request: parsed.data }
  const issues = parsed.error.issues.flatMap((issue) => translate(issue, input))
  return { ok: false, issues: issues.slice(0, maxIssues) }
}

/** A whole number as a person types it, or null: "5" and " 12 " are; "", "5.5", "1e3", "٥" and "-0" are not. */
export function parseFormInteger(text: string): number | null {
  const trimmed = text.trim()
  if (!/^-?[0-9]+$/.test(trimmed)) return null
  const value = Number(trimmed)
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : null
}

type ZodIssue = z.core.$ZodIssue

function translate(issue: ZodIssue, input: unknown): Issue[] {
  const [field, index] = issue.path
  if (typeof field !== 'string') {
    if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, maxIssues).map(unknownField)
    return [error('request', 'invalid_type', 'The request must be a JSON object.')]
  }
  if (typeof index === 'number') return translateEntry(issue, field, index, valueAt(valueAt(input, field), index))
  if (Object.hasOwn(entryNames, field) && issue.code === 'too_big')
    return [error(field, 'too_many', `${fieldNames[field]} takes at most ${issue.maximum} files.`)]
  const [code, words] = explainIssue(issue, valueAt(input, field))
  return [error(field, code, `${fieldNames[field] ?? field} ${words}.`)]
}

function unknownField(key: string): Issue {
  return error(key, 'unknown_field', `There is no field “${shorten(key)}” in a request.`)
}

function translateEntry(issue: ZodIssue, field: string, index: number, entry: unknown): Issue[] {
  const name = `${entryNames[field] ?? field} ${index + 1}`
  const one = (code: IssueCode, words: string) => [{ ...error(field, code, `${name} ${words}.`), index }]
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return one('invalid_type', notAFile)
  const hasUrl = Object.hasOwn(entry, 'url')
  const hasUpload = Object.hasOwn(entry, 'upload')
  if (hasUrl && hasUpload) return one('invalid_type', 'must have either a url or an upload, not both')
  if (!hasUrl && !hasUpload) return one('required', 'needs a url or an upload')
  // The union tried both shapes; only the complaints about the shape that was meant help anybody.
  const branch = issue.code === 'invalid_union' ? (issue.errors[hasUrl ? 0 : 1] ?? []) : [issue]
  const found = branch.flatMap((inner) => {
    if (inner.code === 'unrecognized_keys')
      return inner.keys.flatMap((key) => one('unknown_field', `has a field “${shorten(key)}” that does not exist`))
    const key = inner.path.at(-1)
    const [code, words] = explainIssue(inner, typeof key === 'string' ? valueAt(entry, key) : undefined)
    return one(code, `has a ${String(key)} that ${words}`)
  })
  return found.length > 0 ? found : one('invalid_type', 'could not be read')
}

/** Never walks into a prototype: `constructor` in a request is a name like any other. */
function valueAt(container: unknown, key: string | number): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key)) return undefined
  return Reflect.get(container, key)
}

function shorten(name: string): string {
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name
}

function error(path: string, code: IssueCode, message: string): Issue {
  return { path, code, message, severity: 'error' }
}
