import fs from 'node:fs'
import path from 'node:path'

/**
 * What a disk would still have after a power cut: of every file what was in it at its last sync, under the names that were synced with it or
 * with its directory. Linux only: it asks /proc which file a descriptor is.
 */
export class LossyDisk {
  readonly #root: string
  /** By inode, so that a file keeps what was synced when it is renamed. */
  readonly #contents = new Map<number, Buffer>()
  /** Path below the root to inode. */
  readonly #names = new Map<string, number>()
  /** How many syncs it has seen. */
  syncs = 0

  /** Everything that is in the directory now counts as synced. */
  constructor(root: string) {
    this.#root = fs.realpathSync(root)
    for (const { file, inode } of this.#list()) {
      this.#names.set(file, inode)
      this.#contents.set(inode, fs.readFileSync(path.join(this.#root, file)))
    }
  }

  sync(descriptor: number): void {
    this.syncs++
    const target = fs.readlinkSync(`/proc/self/fd/${descriptor}`)
    const relative = path.relative(this.#root, target)
    if (relative.startsWith('..')) return
    const found = fs.fstatSync(descriptor)
    if (found.isDirectory()) {
      this.#syncNames(relative)
      return
    }
    this.#contents.set(found.ino, fs.readFileSync(`/proc/self/fd/${descriptor}`))
    // As ext4 and XFS do: the name of a new file is as safe as what is in it. A deleted one has none.
    if (found.nlink > 0) this.#names.set(relative, found.ino)
  }

  /** Writes what would be found after the power is back. */
  writeTo(directory: string): void {
    for (const entry of fs.readdirSync(this.#root, { withFileTypes: true, recursive: true })) {
      if (entry.isDirectory())
        fs.mkdirSync(path.join(directory, path.relative(this.#root, entry.parentPath), entry.name), { recursive: true })
    }
    for (const [file, inode] of this.#names) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true })
      fs.writeFileSync(path.join(directory, file), this.#contents.get(inode) ?? Buffer.alloc(0))
    }
    for (const entry of fs.readdirSync(directory, { withFileTypes: true, recursive: true }))
      fs.chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  }

  #syncNames(directory: string): void {
    for (const file of this.#names.keys()) if (path.dirname(file) === (directory === '' ? '.' : directory)) this.#names.delete(file)
    for (const { file, inode } of this.#list(directory, false)) this.#names.set(file, inode)
  }

  #list(below = '', recursive = true): { file: string; inode: number }[] {
    return fs.readdirSync(path.join(this.#root, below), { withFileTypes: true, recursive }).flatMap((entry) => {
      const full = path.join(entry.parentPath, entry.name)
      return entry.isFile() ? [{ file: path.relative(this.#root, full), inode: fs.statSync(full).ino }] : []
    })
  }
}
