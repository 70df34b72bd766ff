import { Readable } from 'node:stream'
import type { Database } from '#lib/data/database.ts'
import { listMigrations, migrate, migrationsDirectory } from '#lib/data/migrate.ts'
import { findContent, type RowsLoader, startLoadingRows } from '#lib/data/restore-rows.ts'
import type { Storage } from '#lib/storage/storage.ts'
import { measureStored } from '../measure-content.ts'
import { BackupRefusal, type Manifest, type Member, mediaPrefix, memberNames, tableName } from './archive-format.ts'
import { type ArchiveMember, damaged, readMembers, readText, readVerified } from './read-archive.ts'

export interface RestoreTarget {
  database: Pick<Database, 'pool'>
  storage: Storage
  /** Keeps the installation's generated key; gives back how to undo it. Null: the key comes from the environment. */
  installSecretKey: ((secretKey: string) => Promise<() => Promise<void>>) | null
  now: Date
  /** Ends the restore as a failure would. */
  signal?: AbortSignal | undefined
}

/**
 * Restores an archive that `verifyArchive` found whole. Media first, then all rows in one transaction: whatever fails, the database stays
 * empty and the files that this call brought are removed again.
 */
export async function restoreArchive(file: string, manifest: Manifest, target: RestoreTarget): Promise<void> {
  const { pool } = target.database
  const content = await findContent(pool)
  if (content !== null) throw new BackupRefusal(`The database is not empty: it holds ${content}. Restore into a new one.`)
  const { unknown } = await migrate(pool, migrationsDirectory, manifest.migrations.at(-1)?.name)
  if (unknown.length > 0) throw new BackupRefusal('The database was prepared by a newer version of Dailies; install that one first.')

  const expected = new Map(manifest.members.map((member) => [member.name, member]))
  const tables = new Map(manifest.tables.map((table) => [tableName(table.name), table]))
  const undo: (() => Promise<void>)[] = []
  let loader: RowsLoader | null = null
  let secretKey: string | null = null
  try {
    for await (const member of readMembers(file)) {
      if (member.name === memberNames.manifest) break
      target.signal?.throwIfAborted()
      const sum = expected.get(member.name)
      if (!sum) throw damaged(`${JSON.stringify(member.name)} does not belong in it`)
      const table = tables.get(member.name)
      if (table) {
        loader ??= await startLoadingRows(pool)
        await loader.load(table, readLines(readVerified(member, sum)))
      } else if (member.name.startsWith(mediaPrefix)) {
        const key = member.name.slice(mediaPrefix.length)
        if (await putMedia(target.storage, key, member, sum)) undo.push(() => target.storage.remove(key))
      } else if (member.name === memberNames.secretKey) {
        secretKey = await readText({ ...member, content: readVerified(member, sum) })
      }
    }
    loader ??= await startLoadingRows(pool)
    await loader.finish({
      now: target.now,
      waiting: {
        failureCode: 'no_answer',
        vendorMessage: 'This take waited to be sent when the backup was made; it may have been sent since.',
        eventMessage: 'Restored from a backup. It waited to be sent then and may have been sent since, so it is not sent by itself.',
      },
      async beforeCommit() {
        if (secretKey !== null && target.installSecretKey) undo.push(await target.installSecretKey(secretKey))
      },
    })
  } catch (error) {
    await loader?.abandon()
    for (const step of undo.reverse()) await step()
    throw error
  }
  await migrate(pool)
}

/** False when the very same file is there already, as in a move to another database beside the same storage. */
async function putMedia(storage: Storage, key: string, member: ArchiveMember, sum: Member): Promise<boolean> {
  const found = await storage.stat(key)
  if (found) {
    if (found.bytes !== sum.bytes || (await measureStored(storage, key))?.sha256 !== sum.sha256)
      throw new BackupRefusal(`The storage is not empty: another file has the name ${key}. Restore into a new one.`)
    // Read to its end for its sum.
    for await (const _chunk of readVerified(member, sum));
    return false
  }
  const content = Readable.from(readVerified(member, sum))
  await storage.write(key, content, { contentType: contentTypeOf(key), bytes: sum.bytes })
  return true
}

const contentTypes: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  webp: 'image/webp',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  m4a: 'audio/mp4',
}

/** Only for people who look into the bucket; what serves a file names its type itself. */
function contentTypeOf(key: string): string {
  return contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream'
}

async function* readLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of content) {
    const text = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = text.indexOf(0x0a); end !== -1; end = text.indexOf(0x0a, start)) {
      yield text.toString('utf8', start, end)
      start = end + 1
    }
    rest = text.subarray(start)
  }
  if (rest.length > 0) yield rest.toString('utf8')
}

export const knownMigrations = () => listMigrations(migrationsDirectory)
