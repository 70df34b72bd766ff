import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack as createPack } from 'tar-stream'
import { z } from 'zod'
import { filesListName, rowsFileName, type Snapshot } from '#lib/data/snapshot.ts'
import type { Storage } from '#lib/storage/storage.ts'
import { formatName, formatVersion, type Manifest, type Member, mediaPrefix, memberNames, tableName } from './archive-format.ts'

export interface ArchiveSource {
  snapshot: Snapshot
  /** Where the snapshot's rows were written. */
  directory: string
  storage: Storage
  /** The key that the app generated; null when it comes from the environment. */
  secretKey: string | null
  secretKeyCheck: string | null
  appVersion: string
  now: Date
  /** Rejects when the copy is worth nothing any more; asked after the last file. */
  confirm(): Promise<void>
}

const fileLineSchema = z.object({ key: z.string(), sha256: z.string().nullable() })

/** Writes a new file that only its owner can read: it may hold the secret key. Synced when this resolves. */
export async function writeArchive(file: string, source: ArchiveSource): Promise<Manifest> {
  const pack = createPack()
  const broken = new AbortController()
  const written = pipeline(pack, createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })).catch((error: unknown) => {
    broken.abort(error)
    throw error
  })
  // Told by `await written` below.
  written.catch(() => {})
  try {
    const manifest = await addMembers(new MemberWriter(pack, broken.signal, source.now), source)
    pack.finalize()
    await written
    return manifest
  } catch (error) {
    // Looked at before `destroy`, which breaks the writing too and would hide why.
    const cause: unknown = broken.signal.aborted ? broken.signal.reason : error
    pack.destroy()
    await written.catch(() => {})
    throw cause
  }
}

async function addMembers(writer: MemberWriter, source: ArchiveSource): Promise<Manifest> {
  const { snapshot, storage, directory } = source
  await writer.addText(memberNames.format, JSON.stringify({ format: formatName, version: formatVersion }))
  if (source.secretKey !== null) await writer.addText(memberNames.secretKey, source.secretKey)

  const media: Manifest['media'] = { files: 0, bytes: 0, missing: [], changed: [] }
  const lines = createInterface({ input: createReadStream(path.join(directory, filesListName)), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const { key, sha256 } = fileLineSchema.parse(JSON.parse(line))
    const found = await storage.stat(key)
    const content = found && (await storage.read(key))
    if (!found || !content) {
      media.missing.push(key)
      continue
    }
    const member = await writer.add(mediaPrefix + key, found.bytes, content)
    if (sha256 !== null && sha256 !== member.sha256) media.changed.push(key)
    media.files++
    media.bytes += member.bytes
  }
  await source.confirm()

  for (const { name } of snapshot.tables) {
    const file = path.join(directory, rowsFileName(name))
    await writer.add(tableName(name), (await stat(file)).size, createReadStream(file))
  }

  const manifest: Manifest = {
    format: formatName,
    version: formatVersion,
    appVersion: source.appVersion,
    createdAt: source.now.toISOString(),
    migrations: snapshot.migrations,
    tables: snapshot.tables,
    media,
    secretKeyCheck: source.secretKeyCheck,
    members: [...writer.members],
  }
  const { sha256 } = await writer.addText(memberNames.manifest, `${JSON.stringify(manifest)}\n`)
  await writer.addText(memberNames.manifestSum, `${sha256}\n`)
  return manifest
}

class MemberWriter {
  readonly members: Member[] = []
  readonly #pack: ReturnType<typeof createPack>
  readonly #broken: AbortSignal
  readonly #mtime: Date

  constructor(pack: ReturnType<typeof createPack>, broken: AbortSignal, mtime: Date) {
    this.#pack = pack
    this.#broken = broken
    this.#mtime = mtime
  }

  addText(name: string, text: string): Promise<Member> {
    const content = Buffer.from(text)
    return this.add(name, content.length, Readable.from([content]))
  }

  async add(name: string, bytes: number, content: Readable): Promise<Member> {
    const hash = createHash('sha256')
    const { promise: done, resolve, reject } = Promise.withResolvers<void>()
    done.catch(() => {})
    const sink = this.#pack.entry({ name, size: bytes, mode: 0o600, mtime: this.#mtime }, (error) => (error ? reject(error) : resolve()))
    sink.on('error', reject)
    let written = 0
    for await (const chunk of content) {
      const part = z.instanceof(Uint8Array).parse(chunk)
      written += part.length
      if (written > bytes) break
      hash.update(part)
      if (!sink.write(part)) await once(sink, 'drain', { signal: this.#broken })
    }
    if (written !== bytes) throw new Error(`${name} changed while it was copied`)
    sink.end()
    await Promise.race([done, once(this.#broken, 'abort').then(() => this.#broken.throwIfAborted())])
    const member = { name, bytes, sha256: hash.digest('hex') }
    this.members.push(member)
    return member
  }
}
