import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Database } from './database.ts'

/** better-auth reads and writes its four tables through the same client as everything else. */
export function createAuthAdapter(database: Database): ReturnType<typeof prismaAdapter> {
  return prismaAdapter(database.client, { provider: 'postgresql' })
}
