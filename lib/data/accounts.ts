import { z } from 'zod'
import type { ConnectionRow } from './connections.ts'
import type { Database } from './database.ts'
import { inGroups } from './in-groups.ts'
import type { VendorHealthRow } from './vendor-health.ts'

export interface Accounts {
  connections: ConnectionRow[]
  health: VendorHealthRow[]
}

const date = z.coerce.date().nullable()

const accountsSchema = z.object({
  connections: z.array(
    z.object({
      vendor: z.string(),
      sealedKey: z.string().nullable(),
      keyHint: z.string().nullable(),
      baseUrl: z.string().nullable(),
      isDisabled: z.boolean(),
      maxRunning: z.int().nullable(),
      balance: z.number().nullable(),
      balanceAt: date,
      lastTestOk: z.boolean().nullable(),
      lastTestNote: z.string().nullable(),
      lastTestAt: date,
    }),
  ),
  health: z.array(
    z.object({
      vendor: z.string(),
      isSandbox: z.boolean(),
      learntLimit: z.int().nullable(),
      learntAt: date,
      pausedUntil: date,
      pauseReason: z.string().nullable(),
      pausesInARow: z.int(),
      failures: z.int(),
      failingSince: date,
      downSince: date,
      retryAt: date,
      retries: z.int(),
      lastFailureCode: z.string().nullable(),
      lastFailureAt: date,
      updatedAt: z.coerce.date(),
    }),
  ),
})

const statement = `
  SELECT (SELECT coalesce(jsonb_agg(to_jsonb(c)), '[]') FROM "VendorConnection" AS c) AS connections,
         (SELECT coalesce(jsonb_agg(to_jsonb(h)), '[]') FROM "VendorHealth" AS h) AS health`

const read = inGroups<null, Accounts>(async (pool, askers) => {
  const { rows } = await pool.query({ name: 'read-accounts', text: statement })
  const accounts = accountsSchema.parse(rows[0])
  return askers.map(() => accounts)
})

/** All vendor accounts, a dozen small rows, as they are now: everybody who asks at the same moment shares one look. Of no user. */
export function readAccounts(database: Database): Promise<Accounts> {
  return read(database, null)
}
