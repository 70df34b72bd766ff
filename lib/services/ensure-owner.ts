import { hashPassword } from 'better-auth/crypto'
import { createApiKeyRow, hasApiKeyHash } from '#lib/data/api-keys.ts'
import { hashToken } from '#lib/data/secrets.ts'
import { createUser, hasOwner, lockOwnership } from '#lib/data/users.ts'
import { createUserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { hintOf } from './create-api-key.ts'

/** At the first start, makes the owner that the environment names; later starts change nothing. Called by the start, before any request. */
export async function ensureOwner(context: ServiceContext): Promise<'created' | 'present' | 'not_given'> {
  const { OWNER_EMAIL, OWNER_PASSWORD, OWNER_API_KEY } = context.env
  if (OWNER_EMAIL === undefined || OWNER_PASSWORD === undefined) return 'not_given'
  if (await hasOwner(context.database.client)) return 'present'
  const passwordHash = await hashPassword(OWNER_PASSWORD)
  const email = OWNER_EMAIL.trim().toLowerCase()
  return context.database.transaction(async (client) => {
    await lockOwnership(client)
    // Another process of the same start may have made her while this one hashed.
    if (await hasOwner(client)) return 'present'
    const owner = await createUser(client, { name: email.split('@')[0] ?? 'Owner', email, role: 'owner', passwordHash })
    if (owner === null) throw new Error('OWNER_EMAIL belongs to a member already; choose another address.')
    if (OWNER_API_KEY !== undefined && !(await hasApiKeyHash(client, hashToken(OWNER_API_KEY)))) {
      await createApiKeyRow(createUserViewer(owner), client, {
        name: 'From the environment',
        keyHash: hashToken(OWNER_API_KEY),
        hint: hintOf(OWNER_API_KEY),
      })
    }
    return 'created'
  })
}
