import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { findPasswordHolder, isResetUsed, type PasswordHolder, replacePassword, useUpReset } from '#lib/data/passwords.ts'
import { passwordSchema } from '#lib/generation/person-fields.ts'
import type { ServiceContext } from './context.ts'
import { markOf, readResetToken } from './reset-token.ts'

export const resetPasswordInputSchema = z.strictObject({ token: z.string().min(1).max(1_000), password: passwordSchema })

export type ResetPasswordResult = { ok: true; email: string } | { ok: false; message: string }

const overMessage = 'This link has been used or has expired. Ask for a new one.'

/** Whose password a link would set, for the page behind it; null when it sets none any more. */
export async function findReset(context: ServiceContext, token: string): Promise<{ name: string; email: string } | null> {
  const open = await findOpen(context, token)
  return open && { name: open.holder.name, email: open.holder.email }
}

/** Sets the password that a link allows to set, and signs everybody out who knew the old one. */
export async function resetPassword(
  context: ServiceContext,
  input: z.infer<typeof resetPasswordInputSchema>,
): Promise<ResetPasswordResult> {
  const open = await findOpen(context, input.token)
  if (open === null) return { ok: false, message: overMessage }
  const passwordHash = await hashPassword(input.password)
  const isSet = await context.database.transaction(async (client) => {
    if (!(await useUpReset(client, input.token, context.clock(), open.until))) return false
    return replacePassword(client, open.holder, passwordHash)
  })
  if (!isSet) return { ok: false, message: overMessage }
  context.log.info({ userId: open.holder.id }, 'a password was set by a link')
  return { ok: true, email: open.holder.email }
}

async function findOpen(context: ServiceContext, token: string): Promise<{ holder: PasswordHolder; until: Date } | null> {
  const claims = readResetToken(context.secrets, token, context.clock())
  if (claims === null) return null
  const { client } = context.database
  const holder = await findPasswordHolder(client, claims.person)
  if (holder === null || (claims.mark !== null && claims.mark !== markOf(holder.passwordHash))) return null
  return (await isResetUsed(client, token)) ? null : { holder, until: new Date(claims.until) }
}
