import type pg from 'pg'
import type { Prisma, PrismaClient } from '#prisma/generated/client.ts'

/** The client inside or outside a transaction; what every function of `lib/data` queries with. */
export type Client = PrismaClient | Prisma.TransactionClient

export interface Database {
  kind: 'embedded' | 'server'
  client: PrismaClient
  /** The one pool every statement goes through, pg-boss's too: the embedded database has a single session. */
  pool: pg.Pool
  transaction<T>(work: (client: Prisma.TransactionClient) => Promise<T>): Promise<T>
  /** Resolves when a query is answered; for health checks. */
  check(): Promise<void>
  close(): Promise<void>
}
