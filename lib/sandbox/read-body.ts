import { randomBytes } from 'node:crypto'
import type { z } from 'zod'

export type ReadBody<T> = { ok: true; value: T } | { ok: false; message: string; field: string | null }

/** Vendors answer with the first mistake only. Unknown fields are one: a client must not get used to sending them. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): ReadBody<T> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]
  if (issue?.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.')
    return { ok: false, message: `Unknown parameter: ${field}`, field }
  }
  const field = issue && issue.path.length > 0 ? issue.path.join('.') : null
  return { ok: false, message: field === null ? 'Request body must be a JSON object' : (issue?.message ?? 'Invalid request'), field }
}

export function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
}

export function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === ''
}

const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'

export function createToken(length: number): string {
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join('')
}

/** `// …` outside strings, as in the example of one vendor's docs. */
export function stripLineComments(json: string): string {
  return json.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*/g, (_whole, text: string | undefined) => text ?? '')
}
