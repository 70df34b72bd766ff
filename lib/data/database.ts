import type pg from 'pg'
import type { Prisma, PrismaClient } from '#prisma/generated/client.ts'

/** What no query returns unless it asks by name (`select`, or `omit: { column: false }`). */
export const omittedColumns = {
  account: { password: true, accessToken: true, refreshToken: true, idToken: true },
  apiKey: { keyHash: true },
  setupToken: { tokenHash: true },
  vendorConnection: { sealedKey: true },
  task: { callbackHash: true, resultUrl: true },
  taskEvent: { details: true },
} as const satisfies Prisma.GlobalOmitConfig

export type DatabaseClient = PrismaClient<never, typeof omittedColumns>
export type TransactionClient = Omit<DatabaseClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'>

/** The client inside or outside a transaction; what every function of `lib/data` queries with. */
export type Client = DatabaseClient | TransactionClient

export interface Database {
  kind: 'embedded' | 'server'
  client: DatabaseClient
  /** Hides no columns. For better-auth's adapter only, which reads `Account.password` without asking for it by name. */
  authClient: PrismaClient
  /** The one pool every statement goes through, pg-boss's too: the embedded database has a single session. */
  pool: pg.Pool
  /**
   * Commits when `work` resolves, rolls back when it rejects. Inside, use only the client it is given: on the embedded database
   * `database.client` waits for the very connection that this transaction holds, until the transaction times out and fails.
   */
  transaction<T>(work: (client: TransactionClient) => Promise<T>): Promise<T>
  /** Calls `onPayload` for every NOTIFY on the channel, and `onConnect` whenever some may have been missed before. */
  listen(channel: string, onPayload: (payload: string) => void, onConnect: () => void): Promise<{ close(): Promise<void> }>
  /** Resolves when a query is answered; for health checks. */
  check(): Promise<void>
  close(): Promise<void>
}
