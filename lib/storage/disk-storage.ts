import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import fs, { type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Storage } from './storage.ts'
import { isStorageKey, requireStorageKey } from './storage-key.ts'

const dayMs = 24 * 60 * 60 * 1000

/** Files below `directory`, each under its key. The unfinished ones lie in `.tmp`, where no key can reach. */
export function createDiskStorage(directory: string): Storage {
  const root = path.resolve(directory)
  const unfinished = path.join(root, '.tmp')
  const pathOf = (key: string) => path.join(root, ...requireStorageKey(key).split('/'))
  const syncShared = createSharedSync()
  let preparing: Promise<void> | null = null

  const newTemporary = async () => {
    preparing ??= prepare(unfinished).catch((error: unknown) => {
      preparing = null
      throw error
    })
    await preparing
    return path.join(unfinished, randomUUID())
  }

  /** `source` is complete and synced; from here the key holds either what it held before or all of this. */
  const moveIntoPlace = async (source: string, key: string) => {
    const target = pathOf(key)
    for (let attempt = 1; ; attempt++) {
      await fs.mkdir(path.dirname(target), { recursive: true })
      try {
        await fs.rename(source, target)
        break
      } catch (error) {
        // Between mkdir and rename a removal may have taken the empty directory away.
        if (codeOf(error) !== 'ENOENT' || attempt === 3 || !(await exists(source))) throw error
      }
    }
    const parents: string[] = []
    for (let parent = path.dirname(target); parent.startsWith(root); parent = path.dirname(parent)) parents.push(parent)
    await Promise.all(parents.map(syncShared))
  }

  return {
    kind: 'disk',
    localPath: pathOf,

    async write(key, source, options) {
      pathOf(key)
      const temporary = await newTemporary()
      try {
        await pipeline(source, createWriteStream(temporary, { flags: 'wx', flush: true }))
        const { size } = await fs.stat(temporary)
        if (options.bytes !== undefined && size !== options.bytes) throw new Error(`Expected ${options.bytes} bytes and received ${size}`)
        await moveIntoPlace(temporary, key)
      } catch (error) {
        source.destroy()
        await fs.rm(temporary, { force: true })
        throw error
      }
    },

    async putFile(key, filePath) {
      pathOf(key)
      await syncFile(filePath)
      try {
        await moveIntoPlace(filePath, key)
      } catch (error) {
        if (codeOf(error) !== 'EXDEV') throw error
        const temporary = await newTemporary()
        try {
          await fs.copyFile(filePath, temporary)
          await syncFile(temporary)
          await moveIntoPlace(temporary, key)
        } finally {
          await fs.rm(temporary, { force: true })
        }
        await fs.rm(filePath, { force: true })
      }
    },

    async stat(key) {
      const found = await fs.stat(pathOf(key)).catch(nullIfMissing)
      if (!found?.isFile()) return null
      return {
        bytes: found.size,
        contentType: null,
        modifiedAt: found.mtime,
        // Every write makes a new inode, so a replacement within the clock's grain is told apart.
        etag: `"${found.ino.toString(36)}-${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`,
      }
    },

    async read(key, range) {
      const handle = await fs.open(pathOf(key)).catch(nullIfMissing)
      if (!handle) return null
      const isFile = await isRegularFile(handle)
      if (!isFile) {
        await handle.close()
        return null
      }
      if (range && range.end < range.start) {
        await handle.close()
        return Readable.from([])
      }
      return handle.createReadStream(range ? { start: range.start, end: range.end } : {})
    },

    async remove(key) {
      const target = pathOf(key)
      await fs.rm(target, { force: true })
      for (let parent = path.dirname(target); parent !== root; parent = path.dirname(parent)) {
        const isGone = await fs.rmdir(parent).then(
          () => true,
          () => false,
        )
        if (!isGone) break
      }
    },

    async *list(folder) {
      const folders = [requireStorageKey(folder)]
      for (let current = folders.pop(); current !== undefined; current = folders.pop()) {
        for (const entry of (await fs.readdir(pathOf(current), { withFileTypes: true }).catch(nullIfMissing)) ?? []) {
          const key = `${current}/${entry.name}`
          if (!isStorageKey(key)) continue
          if (entry.isDirectory()) folders.push(key)
          const found = entry.isFile() ? await fs.stat(pathOf(key)).catch(nullIfMissing) : null
          if (found) yield { key, bytes: found.size, modifiedAt: found.mtime }
        }
      }
    },

    async check() {
      const temporary = await newTemporary()
      try {
        await fs.writeFile(temporary, 'ok')
        if ((await fs.readFile(temporary, 'utf8')) !== 'ok') throw new Error(`${root} does not return what was written to it`)
      } finally {
        await fs.rm(temporary, { force: true })
      }
    },
  }
}

/** What a crash left is swept a day later; another process may be writing the younger ones. */
async function prepare(unfinished: string): Promise<void> {
  await fs.mkdir(unfinished, { recursive: true })
  for (const name of await fs.readdir(unfinished)) {
    const file = path.join(unfinished, name)
    const found = await fs.stat(file).catch(nullIfMissing)
    if (found && Date.now() - found.mtimeMs > dayMs) await fs.rm(file, { force: true, recursive: true })
  }
}

async function syncFile(file: string): Promise<void> {
  await using handle = await fs.open(file, 'r+')
  await handle.sync()
}

/** Files that arrive together lie in directories that one sync serves: whoever asks while one runs shares the next with all who ask. */
function createSharedSync(): (directory: string) => Promise<void> {
  const running = new Map<string, Promise<void>>()
  const next = new Map<string, Promise<void>>()
  const begin = async (directory: string) => {
    next.delete(directory)
    const sync = syncDirectory(directory)
    running.set(directory, sync)
    try {
      await sync
    } finally {
      if (running.get(directory) === sync) running.delete(directory)
    }
  }
  return (directory) => {
    const shared = next.get(directory)
    if (shared) return shared
    const before = running.get(directory)
    if (!before) return begin(directory)
    const after = before.then(
      () => begin(directory),
      () => begin(directory),
    )
    next.set(directory, after)
    return after
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory.
  if (process.platform === 'win32') return
  const handle = await fs.open(directory, 'r').catch(nullIfMissing)
  if (!handle) return
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function isRegularFile(handle: FileHandle): Promise<boolean> {
  return (await handle.stat()).isFile()
}

async function exists(file: string): Promise<boolean> {
  return (await fs.stat(file).catch(nullIfMissing)) !== null
}

function nullIfMissing(error: unknown): null {
  const code = codeOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return null
  throw error
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
