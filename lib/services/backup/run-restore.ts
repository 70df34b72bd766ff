import { openDatabase } from '#lib/data/open-database.ts'
import { createSecrets } from '#lib/data/secrets.ts'
import type { Env } from '#lib/env.ts'
import { createStorage } from '#lib/storage/create-storage.ts'
import { BackupRefusal, type Manifest, memberNames, secretKeyCheckText } from './archive-format.ts'
import { verifyArchive } from './read-archive.ts'
import { knownMigrations, restoreArchive } from './restore-archive.ts'
import { findSecretKey, installSecretKey } from './secret-key-file.ts'

export interface RestoreOptions {
  env: Env
  /** Of the embedded database. */
  databaseDirectory: string
  file: string
  now: Date
  onVerified?: (manifest: Manifest) => void
  signal?: AbortSignal
}

/** Restores a backup into an empty installation. Nothing of the target is opened before the whole archive has been verified. */
export async function runRestore(options: RestoreOptions): Promise<Manifest> {
  const { env, file } = options
  const manifest = await verifyArchive(file, knownMigrations())
  await requireSecretKey(manifest, env)
  options.onVerified?.(manifest)
  const database = await openDatabase({ url: env.DATABASE_URL, directory: options.databaseDirectory })
  try {
    await restoreArchive(file, manifest, {
      database,
      storage: createStorage(env),
      installSecretKey: env.SECRET_KEY === undefined ? (secretKey) => installSecretKey(env.DATA_DIR, secretKey) : null,
      now: options.now,
      signal: options.signal,
    })
    return manifest
  } finally {
    await database.close()
  }
}

/** With another key the vendor keys of the backup could never be opened again, and everybody would find out too late. */
async function requireSecretKey(manifest: Manifest, env: Env): Promise<void> {
  if (manifest.secretKeyCheck === null) return
  const isInside = manifest.members.some(({ name }) => name === memberNames.secretKey)
  if (env.SECRET_KEY === undefined && isInside) return
  const secretKey = env.SECRET_KEY ?? (await findSecretKey(env.DATA_DIR))
  if (secretKey === null)
    throw new BackupRefusal('The backup does not hold its SECRET_KEY; set SECRET_KEY to that of the installation it was made from.')
  if (createSecrets(secretKey).unseal(manifest.secretKeyCheck) === secretKeyCheckText) return
  const advice = isInside ? 'Unset SECRET_KEY, or set it to the text of the member secret-key.' : 'Set it to that of the installation.'
  throw new BackupRefusal(`The backup was made under another SECRET_KEY. ${advice}`)
}
