'use server'

import { z } from 'zod'
import { completeSetup, completeSetupInputSchema } from '#lib/services/complete-setup.ts'
import { resetPassword, resetPasswordInputSchema } from '#lib/services/reset-password.ts'
import { action } from '#lib/session/action.ts'
import { signIn, signInInputSchema, signOut } from '#lib/session/sign-in.ts'

/** Makes the account that a set-up or invitation link promises, and signs it in. */
export const completeSetupAction = action({ access: 'public', input: completeSetupInputSchema }, async ({ context, headers, input }) => {
  const result = await completeSetup(context, input)
  if (!result.ok) {
    const path = result.code === 'email_taken' ? 'email' : 'token'
    return { ok: false, message: result.message, issues: [{ path, code: 'invalid_type', message: result.message, severity: 'error' }] }
  }
  return signIn(context, headers, { email: input.email, password: input.password })
})

export const signInAction = action({ access: 'public', input: signInInputSchema }, async ({ context, headers, input }) =>
  signIn(context, headers, input),
)

/** A link instead of the old password; its person is signed in. */
export const resetPasswordAction = action({ access: 'public', input: resetPasswordInputSchema }, async ({ context, headers, input }) => {
  const result = await resetPassword(context, input)
  if (!result.ok) return result
  // It may be refused after many wrong passwords; the new one is set all the same, and the sign-in page takes it a moment later.
  await signIn(context, headers, { email: result.email, password: input.password })
  return { ok: true }
})

export const signOutAction = action({ access: 'public', input: z.unknown() }, async ({ context, headers }) => signOut(context, headers))
