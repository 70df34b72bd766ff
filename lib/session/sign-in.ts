import { APIError } from 'better-auth/api'
import { z } from 'zod'
import { passwordSchema } from '#lib/generation/person-fields.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { authOf } from './auth.ts'

export type SignInResult = { ok: true } | { ok: false; message: string }

export const signInInputSchema = z.strictObject({
  email: z.string().trim().min(1, 'Enter your e-mail address.').max(254),
  password: z.string().min(1, 'Enter your password.').max(128, 'At most 128 characters.'),
})

export const changePasswordInputSchema = z.strictObject({
  currentPassword: z.string().min(1, 'Enter your password.').max(128, 'At most 128 characters.'),
  newPassword: passwordSchema,
})

/** Starts a session; inside a server action its cookie travels with the answer. */
export async function signIn(
  context: ServiceContext,
  requestHeaders: Headers,
  input: z.infer<typeof signInInputSchema>,
): Promise<SignInResult> {
  return explain('E-mail address or password is wrong.', () =>
    authOf(context).api.signInEmail({ body: { email: input.email, password: input.password }, headers: requestHeaders }),
  )
}

export async function signOut(context: ServiceContext, requestHeaders: Headers): Promise<SignInResult> {
  return explain('You are signed out already.', () => authOf(context).api.signOut({ headers: requestHeaders }))
}

/** Ends every other session of the account too: whoever knew the old password is out. */
export async function changePassword(
  context: ServiceContext,
  requestHeaders: Headers,
  input: z.infer<typeof changePasswordInputSchema>,
): Promise<SignInResult> {
  return explain('The current password is wrong.', () =>
    authOf(context).api.changePassword({ body: { ...input, revokeOtherSessions: true }, headers: requestHeaders }),
  )
}

/** better-auth refuses by throwing; whatever is not its refusal is a defect and goes on. */
async function explain(refusal: string, call: () => Promise<unknown>): Promise<SignInResult> {
  try {
    await call()
    return { ok: true }
  } catch (error) {
    if (!(error instanceof APIError) || error.statusCode >= 500) throw error
    return { ok: false, message: error.statusCode === 429 ? 'Too many attempts. Wait a moment, then try again.' : refusal }
  }
}
