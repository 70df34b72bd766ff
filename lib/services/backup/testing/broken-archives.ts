import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pack } from 'tar-stream'
import { manifestSchema } from '../archive-format.ts'
import { readMembers } from '../read-archive.ts'

export interface SoundArchive {
  file: string
  /** A take whose film is in it. */
  takeId: string
  /** A new folder. */
  folder(): string
}

export type BrokenArchive = [name: string, make: () => string | Promise<string>, message: RegExp]

/** What can be wrong with an archive, each made from a sound one; asked for it only when one is made. */
export function brokenArchives(sound: () => SoundArchive): BrokenArchive[] {
  const rewrite = (change: (members: Rewritten[]) => Rewritten[]) => rewriteArchive(sound(), change)
  const rewriteManifest = (change: (manifest: Manifest) => unknown) => rewriteWithManifest(sound(), change)
  const changed = (change: (content: Buffer) => Buffer) => {
    const { file, folder } = sound()
    return writeChanged(folder(), change(readFileSync(file)))
  }
  const flipIn = (marker: string, offset = 0) => changed((content) => flip(content, content.indexOf(marker) + offset))
  const extra = (member: Rewritten) => rewrite((members) => [...members.slice(0, 2), member, ...members.slice(2)])
  return [
    ['a byte flipped in a row', () => flipIn('Line one'), /Task\.ndjson" is not what it was/],
    ['a byte flipped in a film', () => flipIn(`media/videos/${sound().takeId}/film.mp4`, 5000), /film\.mp4" is not what it was/],
    ['a byte flipped in a member’s name', () => flipIn(`media/videos/${sound().takeId}/film.mp4`), /structure is broken/],
    ['a byte flipped in the manifest', () => flipIn('"appVersion":"0.0.0"', 14), /manifest is not what it was/],
    ['a byte flipped in the manifest’s sum', () => flipIn('manifest.sha256', 512), /manifest is not what it was/],
    ['a byte flipped in the secret key', () => flipIn('a generated secret key'), /secret-key" is not what it was/],
    ['an archive cut within a block', () => changed((content) => content.subarray(0, content.length - 5000)), /ends too early/],
    ['an archive cut between blocks', () => changed((content) => content.subarray(0, content.length - 4096)), /ends too early/],
    ['an archive cut to its first half', () => changed((content) => content.subarray(0, content.length / 2)), /ends too early/],
    [
      'an archive cut and closed with zeros',
      () => changed((content) => Buffer.concat([content.subarray(0, 1024 * 20), Buffer.alloc(1024)])),
      /ends too early|structure is broken/,
    ],
    ['an empty file', () => changed(() => empty), /ends too early/],
    ['a file of zeros', () => changed(() => Buffer.alloc(10_240)), /ends too early/],
    ['another program’s tar', () => rewrite((members) => members.slice(1)), /not a backup of Dailies/],
    ['a missing film', () => rewrite((members) => members.filter(({ name }) => !name.endsWith('film.mp4'))), /film\.mp4" is missing/],
    [
      'a missing table',
      () => rewrite((members) => members.filter(({ name }) => name !== 'tables/Video.ndjson')),
      /Video\.ndjson" is missing/,
    ],
    ['a missing manifest', () => rewrite((members) => members.filter(({ name }) => !name.startsWith('manifest'))), /ends too early/],
    ['a path that leads outside', () => extra({ name: '../outside', content: Buffer.from('x') }), /does not belong/],
    ['a media path that leads outside', () => extra({ name: 'media/../../outside', content: Buffer.from('x') }), /does not belong/],
    ['an absolute path', () => extra({ name: '/etc/cron.d/x', content: Buffer.from('x') }), /does not belong/],
    ['a symbolic link', () => extra({ name: 'media/videos/link', content: empty, type: 'symlink' }), /symlink, not a file/],
    ['a directory', () => extra({ name: 'media/videos', content: empty, type: 'directory' }), /directory, not a file/],
    ['a member twice', () => rewrite((members) => [...members.slice(0, 3), ...members.slice(2)]), /is in it twice/],
    ['a member after its end', () => rewrite((members) => [...members, { name: 'media/late', content: empty }]), /follows its end/],
    [
      'a wrong count of rows',
      () => rewriteManifest((manifest) => ({ ...manifest, tables: manifest.tables.map((table) => ({ ...table, rows: table.rows + 1 })) })),
      /rows instead of/,
    ],
    [
      'a wrong count of files',
      () => rewriteManifest((manifest) => ({ ...manifest, media: { ...manifest.media, files: 1 } })),
      /media files instead of 1/,
    ],
    [
      'a path outside that the manifest names',
      () =>
        rewriteManifest((manifest) => ({
          ...manifest,
          members: manifest.members.map((member) => ({ ...member, name: member.name.replace('media/', 'media/../') })),
        })),
      /does not belong|is missing/,
    ],
    [
      'a newer format',
      () =>
        rewrite((members) =>
          members.map((member) =>
            member.name === 'format.json' ? { ...member, content: Buffer.from('{"format":"dailies-backup","version":2}') } : member,
          ),
        ),
      /newer version of Dailies/,
    ],
    [
      'a migration that this version does not know',
      () =>
        rewriteManifest((manifest) => ({
          ...manifest,
          migrations: [...manifest.migrations, { name: '29990101000000_later', checksum: '' }],
        })),
      /newer version of Dailies \(migration 29990101000000_later\)/,
    ],
    ['a file that is not there', () => path.join(sound().folder(), 'nowhere.tar'), /There is no file/],
  ]
}

type Manifest = ReturnType<typeof manifestSchema.parse>

interface Rewritten {
  name: string
  content: Buffer
  type?: 'file' | 'symlink' | 'directory'
}

const empty = Buffer.alloc(0)

function flip(content: Buffer, at: number): Buffer {
  content.writeUInt8(content.readUInt8(at) ^ 1, at)
  return content
}

function writeChanged(folder: string, content: Buffer): string {
  const file = path.join(folder, 'changed.tar')
  writeFileSync(file, content)
  return file
}

/** The archive with its members changed, as a tar that is sound in itself. */
async function rewriteArchive({ file, folder }: SoundArchive, change: (members: Rewritten[]) => Rewritten[]): Promise<string> {
  const members: Rewritten[] = []
  for await (const member of readMembers(file)) {
    const chunks: Uint8Array[] = []
    for await (const chunk of member.content) chunks.push(chunk)
    members.push({ name: member.name, content: Buffer.concat(chunks) })
  }
  const tar = pack()
  for (const { name, content, type } of change(members)) {
    if (type === 'symlink') tar.entry({ name, type, linkname: '/etc/passwd' })
    else tar.entry({ name, ...(type && { type }) }, content)
  }
  tar.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of tar) chunks.push(chunk)
  return writeChanged(folder(), Buffer.concat(chunks))
}

/** Changes the manifest together with its own sum. */
async function rewriteWithManifest(sound: SoundArchive, change: (manifest: Manifest) => unknown): Promise<string> {
  return rewriteArchive(sound, (members) => {
    const manifest = members.find((member) => member.name === 'manifest.json')
    const sum = members.find((member) => member.name === 'manifest.sha256')
    if (!manifest || !sum) throw new Error('no manifest')
    manifest.content = Buffer.from(JSON.stringify(change(manifestSchema.parse(JSON.parse(manifest.content.toString())))))
    sum.content = Buffer.from(createHash('sha256').update(manifest.content).digest('hex'))
    return members
  })
}
