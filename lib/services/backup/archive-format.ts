import { z } from 'zod'

/*
 * A plain tar, in this order: format.json, secret-key (where the app generated it), media/<storage key>…, tables/<table>.ndjson…,
 * manifest.json, manifest.sha256. The media come first so that the rows can be loaded in one short transaction; the manifest comes last
 * because sums are known only when everything has been written.
 */

export const formatName = 'dailies-backup'
export const formatVersion = 1

export const memberNames = {
  format: 'format.json',
  secretKey: 'secret-key',
  manifest: 'manifest.json',
  manifestSum: 'manifest.sha256',
} as const
export const mediaPrefix = 'media/'
export const tableName = (table: string) => `tables/${table}.ndjson`

export const formatSchema = z.object({ format: z.literal(formatName), version: z.number() })

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()

export const manifestSchema = z.strictObject({
  format: z.literal(formatName),
  version: z.literal(formatVersion),
  appVersion: z.string(),
  createdAt: z.iso.datetime(),
  /** What had been applied to the database; the last one names the schema. */
  migrations: z.array(z.strictObject({ name: z.string(), checksum: z.string() })).min(1),
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: count })),
  media: z.strictObject({
    files: count,
    bytes: count,
    /** Named by rows, and gone from storage when the backup was made. */
    missing: z.array(z.string()),
    /** Not as their receipt says. */
    changed: z.array(z.string()),
  }),
  /** A text sealed under the installation's SECRET_KEY: tells whether a key is the one that its vendor keys need. */
  secretKeyCheck: z.string().nullable(),
  /** Every member before this one, in order. */
  members: z.array(z.strictObject({ name: z.string(), bytes: count, sha256 })),
})

export type Manifest = z.infer<typeof manifestSchema>
export type Member = Manifest['members'][number]

export const secretKeyCheckText = 'The SECRET_KEY of this backup.'

/** Said to whoever runs the command; everything else that goes wrong is a defect or the machine's. */
export class BackupRefusal extends Error {}
