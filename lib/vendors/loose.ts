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

/** What an answer holds that its schema does not know, or knows in another shape. */
export function findDrift(schema: z.ZodObject, raw: unknown, parsed: unknown, prefix = ''): Drift[] {
  if (!isRecord(raw) || !isRecord(parsed)) return []
  const drift: Drift[] = []
  for (const key of Object.keys(raw).slice(0, 200)) {
    const detail = `${prefix}${key.slice(0, 60)}`
    if (!Object.hasOwn(schema.shape, key)) drift.push({ kind: 'unknown_field', detail })
    else if (raw[key] !== null && typeof raw[key] !== typeof (parsed[key] ?? undefined)) drift.push({ kind: 'odd_type', detail })
    if (drift.length >= maxDrifts) break
  }
  return drift
}

/** An http(s) address as a vendor answers it, or null: anything else cannot be fetched. */
export function readUrl(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const trimmed = text.trim()
  return /^https?:\/\//i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null
}

/** A task id as a vendor answers it; blank or endless ones are none. */
export function readId(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? ''
  return trimmed === '' || trimmed.length > 200 ? null : trimmed
}

export function readPixels(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isInteger(value) && value > 0 ? value : null
}

/** Credits may be zero or fractional, but not negative. */
export function readCredits(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && value >= 0 ? value : null
}
