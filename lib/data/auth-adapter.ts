import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Database } from './database.ts'

/** better-auth reads and writes its four tables over the same connection as everything else. */
export function createAuthAdapter(database: Database): ReturnType<typeof prismaAdapter> {
  return prismaAdapter(database.authClient, { provider: 'postgresql' })
}
