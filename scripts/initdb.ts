import fs from 'node:fs'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { DurableNodeFS } from '#lib/data/embedded-files.ts'

/** Fills the given directory with a new PostgreSQL cluster. Run by the process that opens the database, as a child of it. */
const directory = process.argv[2]
if (directory === undefined) throw new Error('Which directory?')

// Without its parent nobody would rename the result.
process.once('disconnect', () => process.exit(1))

const database = await PGlite.create({
  fs: new DurableNodeFS(directory),
  startParams: [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), '-c', 'wal_sync_method=fsync'],
})
await database.close()
// initdb wrote through a file system that does not sync; whoever finds the finished directory must find all of it.
for (const entry of fs.readdirSync(directory, { recursive: true, withFileTypes: true })) {
  if (entry.isFile() || process.platform !== 'win32') syncFile(path.join(entry.parentPath, entry.name))
}
if (process.platform !== 'win32') syncFile(directory)
process.exit(0)

function syncFile(file: string): void {
  const descriptor = fs.openSync(file, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}
