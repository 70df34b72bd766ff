import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { claimSetupToken, findSetupRole, removeOwnerTokens, type SetupRole } from '#lib/data/setup-tokens.ts'
import { createUser, hasOwner, lockOwnership } from '#lib/data/users.ts'
import { emailSchema, passwordSchema, personNameSchema } from '#lib/generation/person-fields.ts'
import type { ServiceContext } from './context.ts'

export const completeSetupInputSchema = z.strictObject({
  token: z.string().min(1).max(200),
  name: personNameSchema,
  email: emailSchema,
  password: passwordSchema,
})
export type CompleteSetupInput = z.infer<typeof completeSetupInputSchema>

export type CompleteSetupResult =
  | { ok: true; user: { id: string; name: string; email: string; role: SetupRole } }
  | { ok: false; code: 'invalid_token' | 'email_taken'; message: string }

const invalidToken = {
  ok: false,
  code: 'invalid_token',
  message: 'This link has been used or has expired. Ask for a new one, or restart the server for a new set-up link.',
} as const

/** The role that a set-up link gives, or null when it gives none any more; for the page behind the link. */
export async function findSetup(context: ServiceContext, token: string): Promise<SetupRole | null> {
  const role = await findSetupRole(context.database.client, token, context.clock())
  if (role === 'owner' && (await hasOwner(context.database.client))) return null
  return role
}

class Refused extends Error {
  readonly result: Exclude<CompleteSetupResult, { ok: true }>
  constructor(result: Exclude<CompleteSetupResult, { ok: true }>) {
    super(result.code)
    this.result = result
  }
}

/** Makes the account that a set-up link promises. */
export async function completeSetup(context: ServiceContext, input: CompleteSetupInput): Promise<CompleteSetupResult> {
  // Hashing is slow by design: strangers without a link must not be able to ask for it.
  if ((await findSetup(context, input.token)) === null) return invalidToken
  const passwordHash = await hashPassword(input.password)
  try {
    return await context.database.transaction(async (client) => {
      // Before the claim: two links that each held their own row and then met here would wait for each other.
      await lockOwnership(client)
      const role = await claimSetupToken(client, input.token, context.clock())
      if (role === null) throw new Refused(invalidToken)
      if (role === 'owner' && (await hasOwner(client))) throw new Refused(invalidToken)
      const user = await createUser(client, { name: input.name, email: input.email, role, passwordHash })
      // Thrown, not returned: the rollback gives the link back.
      if (user === null) throw new Refused({ ok: false, code: 'email_taken', message: 'There is an account with this address already.' })
      if (role === 'owner') await removeOwnerTokens(client)
      return { ok: true, user: { id: user.id, name: user.name, email: user.email, role } }
    })
  } catch (error) {
    if (error instanceof Refused) return error.result
    throw error
  }
}
