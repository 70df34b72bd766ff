import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { extract as createExtract } from 'tar-stream'
import type { Migration } from '#lib/data/migrate.ts'
import {
  BackupRefusal,
  formatSchema,
  formatVersion,
  type Manifest,
  type Member,
  manifestSchema,
  mediaPrefix,
  memberNames,
  tableName,
} from './archive-format.ts'

export interface ArchiveMember {
  name: string
  bytes: number
  content: AsyncIterable<Uint8Array>
}

export const damaged = (why: string) => new BackupRefusal(`The backup is damaged and was not restored: ${why}.`)

const tarBlock = 512
/** What may be held in memory whole. A manifest has 150 bytes per file. */
const maxManifestBytes = 256 * 1024 * 1024
const maxSmallBytes = 64 * 1024

/** The members of an archive, one after the other. Nothing is ever unpacked by name: a member is only what the caller makes of it. */
export async function* readMembers(file: string): AsyncGenerator<ArchiveMember> {
  await requireWholeTar(file)
  const extract = createExtract()
  const stopped = new AbortController()
  const feeding = feed(file, extract, stopped.signal)
  feeding.catch(() => {})
  try {
    for await (const entry of extract) {
      const { name, size, type } = entry.header
      if (type !== 'file') throw damaged(`${JSON.stringify(name)} is a ${type ?? 'member of an unknown kind'}, not a file`)
      yield { name, bytes: size ?? 0, content: explained(entry) }
      // What the caller left unread is not wanted; the next one follows.
      entry.resume()
    }
  } catch (error) {
    throw explain(error)
  } finally {
    stopped.abort()
    extract.destroy()
  }
}

async function feed(file: string, extract: ReturnType<typeof createExtract>, signal: AbortSignal): Promise<void> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      if (signal.aborted) return
      if (!extract.write(chunk)) await once(extract, 'drain', { signal })
    }
    extract.end()
  } catch (error) {
    extract.destroy(error instanceof Error ? error : new Error(String(error)))
  }
}

async function* explained(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw explain(error)
  }
}

/** Errors of tar-stream have no code; those of the file system do. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BackupRefusal || 'code' in error) return error
  return damaged(error.message === 'Unexpected end of data' ? 'it ends too early' : 'its structure is broken')
}

/** A tar has whole blocks and ends with two of zeros: most truncations are seen here, before gigabytes are read. */
async function requireWholeTar(file: string): Promise<void> {
  let handle: FileHandle
  try {
    handle = await open(file)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new BackupRefusal(isMissing ? `There is no file ${file}.` : `The file ${file} cannot be read.`)
  }
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new BackupRefusal(`${file} is not a file.`)
    const end = Buffer.alloc(2 * tarBlock)
    if (found.size < 4 * tarBlock || found.size % tarBlock !== 0) throw damaged('it ends too early, or is no backup of Dailies')
    await handle.read(end, 0, end.length, found.size - end.length)
    if (end.some((byte) => byte !== 0)) throw damaged('it ends too early, or is no backup of Dailies')
  } finally {
    await handle.close()
  }
}

async function* hashed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}

export async function readText(member: ArchiveMember, maxBytes = maxSmallBytes): Promise<string> {
  if (member.bytes > maxBytes) throw damaged(`${JSON.stringify(member.name)} is too large`)
  const chunks: Uint8Array[] = []
  for await (const chunk of member.content) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Gives every chunk on, and afterwards fails when they were not what the manifest says. */
export async function* readVerified(member: ArchiveMember, expected: Member): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  yield* hashed(member.content, hash)
  if (hash.digest('hex') !== expected.sha256) throw damaged(`${JSON.stringify(member.name)} is not what it was`)
}

/** Reads the whole archive and compares every count and every sum, so that a restore begins only with what can be finished. */
export async function verifyArchive(file: string, known: readonly Migration[]): Promise<Manifest> {
  const members: Member[] = []
  const lineCounts = new Map<string, number>()
  const seen = new Set<string>()
  let manifestText: string | null = null
  let isComplete = false
  for await (const member of readMembers(file)) {
    const { name } = member
    if (isComplete) throw damaged(`${JSON.stringify(name)} follows its end`)
    if (seen.size === 0 && name !== memberNames.format) throw new BackupRefusal(`${file} is not a backup of Dailies.`)
    if (seen.has(name)) throw damaged(`${JSON.stringify(name)} is in it twice`)
    seen.add(name)
    if (name === memberNames.manifestSum) {
      const sum = createHash('sha256')
        .update(manifestText ?? '')
        .digest('hex')
      if (manifestText === null || (await readText(member)).trim() !== sum) throw damaged('its manifest is not what it was')
      isComplete = true
      continue
    }
    if (manifestText !== null) throw damaged(`${JSON.stringify(name)} follows its manifest`)
    if (name === memberNames.manifest) {
      manifestText = await readText(member, maxManifestBytes)
      continue
    }
    const hash = createHash('sha256')
    let bytes = 0
    let lines = 0
    const isTable = name.startsWith('tables/')
    const head: Uint8Array[] = []
    for await (const chunk of hashed(member.content, hash)) {
      bytes += chunk.length
      if (isTable) for (const byte of chunk) if (byte === 0x0a) lines++
      if (name === memberNames.format && bytes <= maxSmallBytes) head.push(chunk)
    }
    if (name === memberNames.format) requireFormat(Buffer.concat(head).toString('utf8'), file)
    if (isTable) lineCounts.set(name, lines)
    members.push({ name, bytes, sha256: hash.digest('hex') })
  }
  if (manifestText === null || !isComplete) throw damaged('it ends too early')
  const manifest = parseManifest(manifestText)
  requireMembers(manifest, members)
  requireCounts(manifest, lineCounts)
  requireMigrations(manifest, known)
  return manifest
}

function requireFormat(text: string, file: string): void {
  const format = formatSchema.safeParse(parseJson(text))
  if (!format.success) throw new BackupRefusal(`${file} is not a backup of Dailies.`)
  if (format.data.version > formatVersion)
    throw new BackupRefusal('The backup was made by a newer version of Dailies; install that one first.')
}

function parseManifest(text: string): Manifest {
  const manifest = manifestSchema.safeParse(parseJson(text))
  if (!manifest.success) throw damaged('its manifest cannot be read')
  return manifest.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function requireMembers(manifest: Manifest, members: readonly Member[]): void {
  const listed = new Map(manifest.members.map((member) => [member.name, member]))
  if (listed.size !== manifest.members.length) throw damaged('its manifest names a member twice')
  const tables = new Set(manifest.tables.map(({ name }) => tableName(name)))
  for (const member of members) {
    const expected = listed.get(member.name)
    const isKnown =
      member.name === memberNames.format ||
      member.name === memberNames.secretKey ||
      tables.has(member.name) ||
      (member.name.startsWith(mediaPrefix) && storageKeyPattern.test(member.name.slice(mediaPrefix.length)))
    if (!expected || !isKnown) throw damaged(`${JSON.stringify(member.name)} does not belong in it`)
    if (member.bytes !== expected.bytes || member.sha256 !== expected.sha256)
      throw damaged(`${JSON.stringify(member.name)} is not what it was`)
    listed.delete(member.name)
  }
  const [missing] = listed.keys()
  if (missing !== undefined) throw damaged(`${JSON.stringify(missing)} is missing`)
}

/** No part begins with a dot, so none leads outside. The storage holds its keys to the same. */
const storageKeyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

function requireCounts(manifest: Manifest, lineCounts: ReadonlyMap<string, number>): void {
  for (const { name, rows } of manifest.tables) {
    const lines = lineCounts.get(tableName(name))
    if (lines === undefined) throw damaged(`table ${name} is missing`)
    if (lines !== rows) throw damaged(`table ${name} has ${lines} rows instead of ${rows}`)
  }
  if (lineCounts.size !== manifest.tables.length) throw damaged('it has tables that its manifest does not name')
  const media = manifest.members.filter(({ name }) => name.startsWith(mediaPrefix))
  const bytes = media.reduce((sum, member) => sum + member.bytes, 0)
  if (media.length !== manifest.media.files || bytes !== manifest.media.bytes)
    throw damaged(`it has ${media.length} media files instead of ${manifest.media.files}`)
}

/** Restored onto a schema of its own time, then brought forward by the migrations that came later. */
function requireMigrations(manifest: Manifest, known: readonly Migration[]): void {
  for (const [index, { name, checksum }] of manifest.migrations.entries()) {
    const own = known[index]
    if (own === undefined || own.name !== name) throw new BackupRefusal(`The backup needs a newer version of Dailies (migration ${name}).`)
    if (own.checksum !== checksum) throw new BackupRefusal(`The backup was made with another form of migration ${name}.`)
  }
}
