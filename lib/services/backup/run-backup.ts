import { existsSync, rmSync } from 'node:fs'
import { link, mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { holdFiles } from '#lib/data/file-hold.ts'
import { openDatabase } from '#lib/data/open-database.ts'
import { createSecrets } from '#lib/data/secrets.ts'
import { writeSnapshot } from '#lib/data/snapshot.ts'
import type { Env } from '#lib/env.ts'
import { createStorage } from '#lib/storage/create-storage.ts'
import { BackupRefusal, type Manifest, secretKeyCheckText } from './archive-format.ts'
import { type OpenSnapshot, requestSnapshot } from './backup-channel.ts'
import { findSecretKey } from './secret-key-file.ts'
import { writeArchive } from './write-archive.ts'

export interface BackupOptions {
  env: Env
  /** Of the embedded database. */
  databaseDirectory: string
  file: string
  appVersion: string
  now: Date
}

/**
 * Backs the installation up into one file, also while it runs. The file appears whole or not at all; until then everything lies in a
 * directory beside it, which goes with this call or its process.
 */
export async function runBackup(options: BackupOptions): Promise<Manifest> {
  const { env, file } = options
  if (existsSync(file)) throw new BackupRefusal(`${file} exists already.`)
  const work = await mkdtemp(`${file}.partial-`)
  const clear = () => rmSync(work, { recursive: true, force: true })
  process.once('exit', clear)
  try {
    const snapshot = await openSnapshot(options, path.join(work, 'rows'))
    try {
      const generated = env.SECRET_KEY === undefined ? await findSecretKey(env.DATA_DIR) : null
      const secretKey = env.SECRET_KEY ?? generated
      const manifest = await writeArchive(path.join(work, 'archive.tar'), {
        ...snapshot,
        storage: createStorage(env),
        secretKey: generated,
        secretKeyCheck: secretKey === null ? null : createSecrets(secretKey).seal(secretKeyCheckText),
        appVersion: options.appVersion,
        now: options.now,
      })
      // Not `rename`, which would replace a file that has appeared meanwhile.
      await link(path.join(work, 'archive.tar'), file)
      return manifest
    } finally {
      await snapshot.close()
    }
  } finally {
    process.off('exit', clear)
    await rm(work, { recursive: true, force: true })
  }
}

async function openSnapshot({ env, databaseDirectory }: BackupOptions, directory: string): Promise<OpenSnapshot> {
  if (env.DATABASE_URL === undefined) {
    const served = await requestSnapshot(databaseDirectory)
    if (served) return served
    // Opening would make a new one.
    if (!existsSync(path.join(databaseDirectory, 'cluster'))) throw new BackupRefusal(`There is no database in ${env.DATA_DIR}.`)
  }
  await mkdir(directory)
  const database = await openDatabase({ url: env.DATABASE_URL, directory: databaseDirectory })
  let release: (() => Promise<void>) | null = null
  const close = async () => {
    // A pool does not end while somebody has one of its connections.
    await release?.().catch(() => {})
    await database.close()
  }
  try {
    release = (await holdFiles(database)).release
    return {
      snapshot: await writeSnapshot(database.pool, directory),
      directory,
      async confirm() {
        const releaseOnce = release
        release = null
        await releaseOnce?.().catch((error: unknown) => {
          throw new BackupRefusal('The connection to the database was lost while the backup was made. Make it again.', { cause: error })
        })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
