import { z } from 'zod'
import type { Drift } from './vendor.ts'

/**
 * Building blocks of response schemas. A vendor's answer may always lack a field, say null, or give a number as text; what cannot be
 * read is null, never a refusal of the whole answer: a finished video must not be lost to an odd timestamp.
 */
export const looseNumber = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*-?[0-9]+(\.[0-9]+)?\s*%?\s*$/)
      .transform((text) => Number.parseFloat(text)),
  ])
  .nullish()
  .catch(null)

export const looseText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)

/** Anything at all: a field that is documented, and that nobody here reads. */
export const unread = z.unknown().optional()

export function looseObject<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).nullish().catch(null)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const maxDrifts = 20
const maxKeys = 200

/**
 * What an answer holds that its schema does not know, or knows in another shape, at any depth; and which `expected` fields (`data.task_id`),
 * which the documentation always shows and we read, it lacks.
 */
export function findDrift(schema: z.ZodObject, raw: unknown, parsed: unknown, expected: readonly string[] = []): Drift[] {
  const drift: Drift[] = []
  compare(schema, raw, parsed, '', drift)
  for (const path of expected) if (isAbsent(raw, path)) drift.push({ kind: 'missing_field', detail: path })
  return drift.slice(0, maxDrifts)
}

function compare(schema: z.ZodObject, raw: unknown, parsed: unknown, prefix: string, drift: Drift[]): void {
  if (!isRecord(raw) || !isRecord(parsed)) return
  for (const key of Object.keys(raw).slice(0, maxKeys)) {
    if (drift.length >= maxDrifts) return
    const detail = `${prefix}${key.slice(0, 60)}`
    const value = raw[key]
    if (!Object.hasOwn(schema.shape, key)) {
      drift.push({ kind: 'unknown_field', detail })
      continue
    }
    const read = parsed[key] ?? undefined
    if (value !== null && typeof value !== typeof read) drift.push({ kind: 'odd_type', detail })
    const inner = findInner(schema.shape[key])
    if (inner?.isList && Array.isArray(value) && Array.isArray(read)) compare(inner.schema, value[0], read[0], `${detail}[0].`, drift)
    else if (inner && !inner.isList) compare(inner.schema, value, read, `${detail}.`, drift)
  }
}

/** The object behind `.nullish().catch(null)`, or the one that a list repeats. */
function findInner(schema: unknown, isList = false): { schema: z.ZodObject; isList: boolean } | null {
  if (schema instanceof z.ZodObject) return { schema, isList }
  if (schema instanceof z.ZodArray) return isList ? null : findInner(schema.element, true)
  const isWrapper = schema instanceof z.ZodCatch || schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
  return isWrapper ? findInner(schema.unwrap(), isList) : null
}

function isAbsent(raw: unknown, path: string): boolean {
  let value = raw
  for (const key of path.split('.')) {
    if (!isRecord(value)) return false
    if (!Object.hasOwn(value, key)) return true
    value = value[key]
  }
  return false
}

/** An http(s) address as a vendor answers it, or null: anything else cannot be fetched. */
export function readUrl(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const trimmed = text.trim()
  return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null
}

/** A task id as a vendor answers it; blank or endless ones are none, nor are such as no database or log can keep. */
export function readId(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' || trimmed.length > 200 || /\p{Cc}/u.test(trimmed) || !trimmed.isWellFormed() ? null : trimmed
}

export function readPixels(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isInteger(value) && value > 0 ? value : null
}

/** Credits may be zero or fractional, but not negative. */
export function readCredits(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value >= 0 ? value : null
}
