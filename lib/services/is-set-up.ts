import { hasOwner } from '#lib/data/users.ts'
import type { ServiceContext } from './context.ts'

/** False until somebody has used the set-up link: there is no account to sign in to. */
export async function isSetUp(context: ServiceContext): Promise<boolean> {
  return hasOwner(context.database.client)
}
