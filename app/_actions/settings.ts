'use server'

import { z } from 'zod'
import { personNameSchema, quotaGbSchema } from '#lib/generation/person-fields.ts'
import { connectionViewSchema } from '#lib/generation/task-view.ts'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { invitePerson } from '#lib/services/invite-person.ts'
import { apiKeyViewSchema } from '#lib/services/list-api-keys.ts'
import { invitationViewSchema } from '#lib/services/list-invitations.ts'
import { makeResetLink } from '#lib/services/make-reset-link.ts'
import { renamePerson } from '#lib/services/rename-person.ts'
import { revokeApiKey } from '#lib/services/revoke-api-key.ts'
import { saveConnection, saveConnectionInputSchema } from '#lib/services/save-connection.ts'
import { setQuota } from '#lib/services/set-quota.ts'
import { takeBackInvitation } from '#lib/services/take-back-invitation.ts'
import { testConnection, testConnectionInputSchema } from '#lib/services/test-connection.ts'
import { action } from '#lib/session/action.ts'
import { changePassword, changePasswordInputSchema } from '#lib/session/sign-in.ts'

const connectionOutput = z.object({ connection: connectionViewSchema })

/** Fields that are not given stay as they are; null empties one. */
export const saveConnectionAction = action(
  { access: 'owner', input: saveConnectionInputSchema, output: connectionOutput },
  async ({ context, signedIn, input }) => saveConnection(context, signedIn.viewer, input),
)

export const testConnectionAction = action(
  { access: 'owner', input: testConnectionInputSchema, output: connectionOutput.extend({ isWorking: z.boolean(), message: z.string() }) },
  async ({ context, signedIn, input: { vendor, ...entered } }) => testConnection(context, signedIn.viewer, vendor, entered),
)

/** The only answer that ever holds the key. */
export const createApiKeyAction = action(
  {
    access: 'member',
    input: z.strictObject({ name: personNameSchema }),
    output: z.object({ key: z.string(), apiKey: apiKeyViewSchema }),
  },
  async ({ context, signedIn, input }) => createApiKey(context, signedIn.viewer, input),
)

export const revokeApiKeyAction = action({ access: 'member', input: z.string().min(1).max(64) }, async ({ context, signedIn, input }) =>
  revokeApiKey(context, signedIn.viewer, input),
)

/** `path` belongs behind this installation's address. */
export const inviteAction = action(
  {
    access: 'owner',
    input: z.unknown(),
    output: z.object({ path: z.string(), expiresAt: z.iso.datetime(), invitation: invitationViewSchema }),
  },
  async ({ context, signedIn }) => invitePerson(context, signedIn.viewer),
)

export const takeBackInvitationAction = action(
  { access: 'owner', input: z.string().min(1).max(64) },
  async ({ context, signedIn, input }) => takeBackInvitation(context, signedIn.viewer, input),
)

export const makeResetLinkAction = action(
  { access: 'owner', input: z.string().min(1).max(64), output: z.object({ path: z.string(), expiresAt: z.iso.datetime() }) },
  async ({ context, signedIn, input }) => makeResetLink(context, signedIn.viewer, input),
)

/** In GB; null gives back what the installation gives everyone. */
export const setQuotaAction = action(
  {
    access: 'owner',
    input: z.strictObject({ personId: z.string().min(1).max(64), quotaGb: quotaGbSchema.nullable() }),
  },
  async ({ context, signedIn, input }) => setQuota(context, signedIn.viewer, input),
)

export const changeNameAction = action(
  { access: 'member', input: z.strictObject({ name: personNameSchema }) },
  async ({ context, signedIn, input }) => renamePerson(context, signedIn.viewer, input.name),
)

export const changePasswordAction = action({ access: 'member', input: changePasswordInputSchema }, async ({ context, headers, input }) =>
  changePassword(context, headers, input),
)
