import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { hashToken, type Secrets } from '#lib/data/secrets.ts'

/** Whose password a link sets. The command that makes one on the server's machine opens no database, so it may name nobody's id. */
const personSchema = z.union([z.strictObject({ id: z.string() }), z.strictObject({ email: z.string() }), z.literal('owner')])
export type ResetPerson = z.infer<typeof personSchema>

const claimsSchema = z.strictObject({
  person: personSchema,
  /** Of the password that is to go, where it is known: once it has been changed, by whatever way, the link is worth nothing. */
  mark: z.string().nullable(),
  until: z.int(),
  /** No two links are alike, so each can be used up by itself. */
  nonce: z.string(),
})
export type ResetClaims = Omit<z.infer<typeof claimsSchema>, 'nonce'>

const purpose = 'reset-password'

/** A signed token: nothing needs to be kept for it until it is used. */
export function createResetToken(secrets: Secrets, claims: ResetClaims): string {
  const text = Buffer.from(JSON.stringify({ ...claims, nonce: randomBytes(16).toString('base64url') })).toString('base64url')
  return `${text}.${secrets.sign(purpose, text)}`
}

/** Null for one that is made up, changed, or over. */
export function readResetToken(secrets: Secrets, token: string, now: Date): ResetClaims | null {
  const [text = '', signature = '', ...rest] = token.split('.')
  if (rest.length > 0 || !secrets.verify(purpose, text, signature)) return null
  const { nonce: _, ...claims } = claimsSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  return now.getTime() < claims.until ? claims : null
}

export function resetPath(token: string): string {
  return `/reset-password?token=${token}`
}

/** Tells one password from the next, and nothing else about it: what is kept of a password is salted. */
export function markOf(passwordHash: string): string {
  return hashToken(passwordHash).slice(0, 16)
}
