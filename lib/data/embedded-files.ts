import fs from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type EmscriptenOptions = Parameters<NodeFS['init']>[1]

interface OpenFile {
  nfd?: number
  path?: string
  node: object
}

interface NodeFiles {
  stream_ops: { fsync?: (stream: OpenFile) => number }
  realPath(node: object): string
}

/**
 * PGlite's own file system answers every fsync with "done" and does nothing, so a power cut loses acknowledged rows (measured with
 * 0.5.16: all of them). This one syncs for real; PostgreSQL must also be started without -F.
 */
export class DurableNodeFS extends NodeFS {
  #sync: (descriptor: number) => void

  /** `sync` is a parameter for tests, which count the syncs or let one fail. */
  constructor(directory: string, sync: (descriptor: number) => void = fs.fsyncSync) {
    super(directory)
    this.#sync = sync
  }

  override async init(database: PGlite, options: EmscriptenOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(database, options)
    const sync = this.#sync
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        preRun: [(module) => installSync(module.NODEFS, sync), ...(emscriptenOpts.preRun ?? [])],
      },
    }
  }
}

/** WASI's number for EIO. PostgreSQL takes a failed sync for what it is, and panics. */
const inputOutputError = 29

function installSync(files: unknown, sync: (descriptor: number) => void): void {
  if (!isNodeFiles(files)) throw new Error('This version of PGlite has no NODEFS to install fsync in')
  files.stream_ops.fsync = (stream) => {
    try {
      if (stream.nfd !== undefined && stream.nfd !== null) sync(stream.nfd)
      else syncDirectory(files.realPath(stream.node), sync)
      return 0
    } catch {
      return inputOutputError
    }
  }
}

/** PostgreSQL syncs a directory after it renames or creates a file in it; Emscripten opens directories without a descriptor. */
function syncDirectory(directory: string, sync: (descriptor: number) => void): void {
  // Windows cannot open a directory, and its file system keeps the order of such changes in its own journal.
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(directory, 'r')
  try {
    sync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

function isNodeFiles(value: unknown): value is NodeFiles {
  return (
    typeof value === 'object' &&
    value !== null &&
    'stream_ops' in value &&
    typeof value.stream_ops === 'object' &&
    'realPath' in value &&
    typeof value.realPath === 'function'
  )
}
